using Containet.Images.Pulling;

namespace Mocker.Progress;

/// <summary>Shows how a pull goes.</summary>
internal interface IReport : IPullProgress, IDisposable
{
    /// <summary>Says what has come of it.</summary>
    void Finish(PullResult result);
}

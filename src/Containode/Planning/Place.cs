namespace Containode.Planning;

/// <summary>Who takes a step of a launch.</summary>
internal enum Place
{
    /// <summary>The launcher, on the host.</summary>
    Launcher,

    /// <summary>The container's first process, in its namespaces.</summary>
    Container,

    /// <summary>The process that becomes the program.</summary>
    Program,
}

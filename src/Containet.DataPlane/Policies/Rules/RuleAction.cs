namespace Containet.DataPlane.Policies.Rules;

/// <summary>What a rule does with a frame.</summary>
public enum RuleAction
{
    /// <summary>It goes where it is for.</summary>
    Allow,

    /// <summary>It goes nowhere.</summary>
    Drop,

    /// <summary>Another port gets it too; the rules behind decide what else.</summary>
    Mirror,

    /// <summary>Another port gets it instead.</summary>
    Redirect,

    /// <summary>It goes where it is for while there are not too many.</summary>
    Rate,

    /// <summary>It goes where it is for, with another VLAN tag, or none.</summary>
    SetVlan,

    /// <summary>It is counted; the rules behind decide.</summary>
    Count,
}

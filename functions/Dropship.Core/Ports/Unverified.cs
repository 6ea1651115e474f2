namespace Dropship.Core.Ports;

/// <summary>The state of an account before its first verification has ended.</summary>
public static class Unverified
{
    /// <summary>The state reason of such an account. It raises no alert: the person who sets it up gets the answer.</summary>
    public const string Reason = "not verified yet";
}

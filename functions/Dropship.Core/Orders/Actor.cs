namespace Dropship.Core.Orders;

/// <summary>The names that events carry.</summary>
public static class Actor
{
    public const string System = "system";
    public const string Store = "store";
    public const string Market = "1688";
    public const string Forwarder = "forwarder";
    public const string Courier = "courier";

    /// <summary>An operator who gave no name.</summary>
    public const string Operator = "operator";

    public static string Person(string name) => $"person:{name}";
}

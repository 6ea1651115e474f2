namespace Dropship.Core.Orders;

/// <summary>The names under which it is told who said something of a parcel. Tracking services have theirs from their connectors.</summary>
public static class ParcelSources
{
    /// <summary>1688 itself.</summary>
    public const string Market = "1688";
}

using System.Diagnostics.CodeAnalysis;

namespace Dropship.Core.Orders;

/// <summary>Questions about a hold that may not be there.</summary>
public static class HoldExtensions
{
    /// <summary>Whether there is a hold, and it is for one of these reasons.</summary>
    public static bool Is([NotNullWhen(true)] this Hold? hold, params ReadOnlySpan<HoldReason> reasons)
    {
        foreach (var reason in reasons)
        {
            if (hold?.Code == reason.Code)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether both say the same to a person, whenever they began.</summary>
    public static bool SaysTheSame(this Hold? hold, Hold? other) => hold?.Code == other?.Code && hold?.Detail == other?.Detail;
}

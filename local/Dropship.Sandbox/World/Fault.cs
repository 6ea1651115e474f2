namespace Dropship.Sandbox.World;

/// <summary>A failure to show on the next calls of one operation.</summary>
internal sealed class Fault : Entity
{
    public const string DropBeforeWork = "drop-before-work";
    public const string DropReplyAfterWork = "drop-reply-after-work";
    public const string Delay = "delay";
    public const string Twice = "twice";
    public const string Http429 = "http-429";
    public const string Http500 = "http-500";
    public const string Http503 = "http-503";
    public const string Http500AfterWork = "http-500-after-work";
    public const string Garbage = "garbage";

    /// <summary>What <see cref="BrokenText"/> replaces by what no text may hold.</summary>
    public const string BrokenWord = "BROKEN";

    public const string BrokenText = "broken-text";
    public const string ChangedShape = "changed-shape";
    public const string Throttled = "throttled";
    public const string TokenExpired = "token-expired";
    public const string FalseFailure = "false-failure";

    /// <summary>What can be asked for. <c>garbage</c>, <c>broken-text</c>, <c>changed-shape</c>, <c>delay</c> and <c>false-failure</c>
    /// spoil the reply after the work was done.</summary>
    public static readonly IReadOnlySet<string> Kinds = new HashSet<string>(StringComparer.Ordinal)
    {
        DropBeforeWork,
        DropReplyAfterWork,
        Delay,
        Twice,
        Http429,
        Http500,
        Http503,
        Http500AfterWork,
        Garbage,
        BrokenText,
        ChangedShape,
        Throttled,
        TokenExpired,
        FalseFailure,
    };

    /// <summary>The stand-in that shows it.</summary>
    public string Target { get; set; } = string.Empty;

    /// <summary>A GraphQL root field, the (end of the) name of a 1688 API, <c>webhook</c>, <c>push</c>, or <c>*</c>.</summary>
    public string Operation { get; set; } = "*";

    public string Kind { get; set; } = string.Empty;

    /// <summary>How often it still happens.</summary>
    public int Times { get; set; } = 1;

    /// <summary>How many calls go through unharmed before the first.</summary>
    public int Skip { get; set; }

    /// <summary>How long <c>delay</c> keeps the reply back, in wall-clock milliseconds.</summary>
    public int DelayMs { get; set; }

    public bool Matches(string target, string operation)
    {
        if (!string.Equals(Target, target, StringComparison.Ordinal))
        {
            return false;
        }

        return Operation == "*"
            ? operation is not ("webhook" or "push")
            : string.Equals(Operation, operation, StringComparison.Ordinal)
                || operation.EndsWith("." + Operation, StringComparison.Ordinal);
    }
}

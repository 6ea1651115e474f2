using Dropship.Core.Ports;

namespace Dropship.Core.Ingest;

/// <summary>The answer to a submission.</summary>
/// <param name="Answer">Whether it was taken as a whole.</param>
/// <param name="Results">A result for each order, in their order; none when it was not taken.</param>
public sealed record SubmissionAnswer(WebhookAnswer Answer, IReadOnlyList<SubmissionResult> Results)
{
    public static SubmissionAnswer None(WebhookAnswer answer) => new(answer, []);
}

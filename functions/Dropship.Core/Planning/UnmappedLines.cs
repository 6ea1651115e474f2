namespace Dropship.Core.Planning;

/// <summary>What keeps an order from being bought.</summary>
/// <param name="LinesWithoutSku">Line ids.</param>
/// <param name="UnmappedSkus">SKUs, each once.</param>
public sealed record UnmappedLines(IReadOnlyList<string> LinesWithoutSku, IReadOnlyList<string> UnmappedSkus);

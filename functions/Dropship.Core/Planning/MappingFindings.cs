using Dropship.Core.Ports;

namespace Dropship.Core.Planning;

/// <summary>What 1688 says of a mapping.</summary>
/// <param name="Mapping">The mapping, with the texts that 1688 has and the input lacks.</param>
/// <param name="Mistakes">Values that cannot be right, each with its field and its remedy.</param>
/// <param name="Unusual">Values that a person has to confirm.</param>
/// <param name="Unread">Why an offer could not be read; null when all were.</param>
public sealed record MappingFindings(
    SkuMapping Mapping,
    IReadOnlyList<string> Mistakes,
    IReadOnlyList<string> Unusual,
    CallProblem? Unread
);

namespace Dropship.Core.Orders;

/// <summary>A carrier, however a supplier or a platform writes its name.</summary>
/// <param name="Code">Our name for it, such as <c>ZTO</c>.</param>
/// <param name="EnglishName">The name that customers abroad know.</param>
/// <param name="Codes">The codes that 1688 and tracking services have for it.</param>
/// <param name="Words">Words that its names hold, Chinese or Latin.</param>
public sealed record Carrier(string Code, string EnglishName, IReadOnlyList<string> Codes, IReadOnlyList<string> Words);

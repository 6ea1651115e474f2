namespace Dropship.Core;

/// <summary>A published exchange rate.</summary>
/// <param name="YuanPerUnit">Yuan for one unit of the currency.</param>
/// <param name="Day">The day that it was published for.</param>
/// <param name="Source">Who published it.</param>
public sealed record FetchedRate(decimal YuanPerUnit, DateOnly Day, string Source);

using Dropship.Core;
using Dropship.Core.Purchasing.Guards;

namespace Dropship.Functions.Operations;

/// <summary>The settings that the page of an order shows figures by.</summary>
/// <param name="Guards">How far back suppliers' records go.</param>
/// <param name="Rates">The rates for fees in other currencies.</param>
public sealed record PageOptions(GuardOptions Guards, ExchangeRates Rates);

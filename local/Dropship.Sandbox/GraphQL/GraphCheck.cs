using System.Text.Json.Nodes;

namespace Dropship.Sandbox.GraphQL;

/// <summary>What a look at a query before it runs finds.</summary>
/// <param name="Errors">What is wrong with it; empty when it may run.</param>
/// <param name="Cost">Its price in points.</param>
/// <param name="IsMutation">Whether it changes something.</param>
internal sealed record GraphCheck(IReadOnlyList<JsonObject> Errors, int Cost, bool IsMutation);

using System.Text.Json.Nodes;

namespace Dropship.Functions.Ingest;

/// <summary>An order of a table.</summary>
/// <param name="Id">Its id; null when its rows name none.</param>
/// <param name="Lines">The table's lines that it is made of.</param>
/// <param name="Content">The order as it is submitted.</param>
/// <param name="Problems">What cannot be read of its rows.</param>
internal sealed record TableOrder(string? Id, IReadOnlyList<int> Lines, JsonObject Content, IReadOnlyList<string> Problems);

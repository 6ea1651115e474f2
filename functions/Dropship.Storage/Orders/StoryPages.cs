using System.Globalization;
using Azure.Data.Tables;
using Dropship.Core.Orders;
using Dropship.Storage.Tables;

namespace Dropship.Storage.Orders;

/// <summary>
/// An order's history as rows of its partition. Each save has a column of its own, named after its first event, which no later save writes
/// again; the saves that begin with events 1 to 50 share the first row, and so on.
/// </summary>
internal static class StoryPages
{
    public const string Prefix = "e-";
    private const int EventsPerPage = 50;
    private const string ColumnPrefix = "S";

    // How the first part of a document's name ends.
    private const string FirstPart = "_0";

    /// <summary>The page on which an event begins a save.</summary>
    /// <param name="sequence">The event's number, from 1.</param>
    public static int PageOf(int sequence) => (sequence - 1) / EventsPerPage;

    public static string RowKeyOf(string partition, int page) =>
        string.Create(CultureInfo.InvariantCulture, $"{Prefix}{partition}-{page:D6}");

    /// <summary>The row that adds what a save tells to its page, when merged into what is there.</summary>
    public static TableEntity Addition(string partition, IReadOnlyList<OrderEvent> told)
    {
        var row = new TableEntity(partition, RowKeyOf(partition, PageOf(told[0].Sequence)));
        Documents.Write(row, string.Create(CultureInfo.InvariantCulture, $"{ColumnPrefix}{told[0].Sequence:D8}_"), told);
        return row;
    }

    /// <summary>The events of a page, first event first.</summary>
    public static IEnumerable<OrderEvent> Read(TableEntity row) =>
        from column in row.Keys
        where column.StartsWith(ColumnPrefix, StringComparison.Ordinal) && column.EndsWith(FirstPart, StringComparison.Ordinal)
        orderby column
        from told in Documents.Read<List<OrderEvent>>(row, column[..^1])
        select told;
}

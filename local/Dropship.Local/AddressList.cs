using System.Globalization;
using Spectre.Console;

namespace Dropship.Local;

/// <summary>The addresses of a run and what to do with them.</summary>
/// <param name="Entries">Name, short name and address of each.</param>
/// <param name="AutoApproves">Whether approvals come automatically.</param>
internal sealed record AddressList(IReadOnlyList<(string Name, string Short, Uri Address)> Entries, bool AutoApproves)
{
    private const int Gap = 2;

    /// <summary>What to do next, the longest first.</summary>
    public IReadOnlyList<string> Hints =>
        AutoApproves
            ? ["Auto-approve is on. Ctrl-C stops everything; all data is kept.", "Auto-approve is on. Ctrl-C stops."]
            : ["Open the mail inbox and approve. Ctrl-C stops everything; all data is kept.", "Approve in the mail inbox. Ctrl-C stops."];

    /// <summary>One line for each address. An address is never cut while the terminal is as wide as it is.</summary>
    public IEnumerable<TextLine> Draw(int width)
    {
        var longest = Entries.Max(entry => entry.Address.AbsoluteUri.Length);
        var names = Entries.Select(entry => entry.Name).ToList();
        if (Wide(names) + longest > width)
        {
            names = [.. Entries.Select(entry => entry.Short)];
        }

        var column = Wide(names) + longest > width ? 0 : Wide(names);
        return Entries.Zip(
            names,
            (entry, name) => new TextLine(new TextPart(TextLine.Fit(name, column), "bold"), new TextPart(entry.Address.AbsoluteUri))
        );
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Entries.Count} addresses");

    private static int Wide(IEnumerable<string> names) => names.Max(name => name.GetCellWidth()) + Gap;
}

using System.Text.RegularExpressions;
using Dropship.Functions.Tests.Support;

namespace Dropship.Functions.Tests.Architecture;

/// <summary>What the source promises its readers: where a type is, where a stage is, where a rule is.</summary>
public sealed partial class SourceTests
{
    [Theory]
    [InlineData("functions")]
    [InlineData("local")]
    public void A_file_holds_one_public_type_and_is_named_after_it(string folder)
    {
        var files = SourceTree.Files(folder, "*.cs");
        Assert.NotEmpty(files);

        Findings.None(
            from file in files
            let types = PublicType()
                .Matches(SourceTree.Code(file))
                .Select(match => (Name: match.Groups["name"].Value, IsGeneric: match.Groups["generic"].Success))
                .Distinct()
                .ToList()
            let name = Path.GetFileName(file).Split('.')[0]
            where types.Count > 1 || (types.Count == 1 && types[0].Name != name && !(types[0].IsGeneric && $"{types[0].Name}OfT" == name))
            select $"{file}: {string.Join(", ", types.Select(type => type.Name))}"
        );
    }

    [Fact]
    public void Triggers_decide_nothing_by_state()
    {
        var triggers = SourceTree
            .Files("functions/Dropship.Functions", "*Function.cs")
            .Concat(SourceTree.Files("functions/Dropship.Functions", "*Functions.cs"))
            .ToList();
        Assert.True(triggers.Count > 10);

        Assert.DoesNotContain(triggers, file => Rule().IsMatch(SourceTree.Code(file)));
    }

    [Fact]
    public void Time_and_chance_come_from_outside()
    {
        string[] forbidden =
        [
            "DateTime.Now",
            "DateTime.UtcNow",
            "DateTime.Today",
            "DateTimeOffset.Now",
            "DateTimeOffset.UtcNow",
            "Guid.NewGuid",
            "new Random(",
            "Random.Shared",
            "Environment.TickCount",
            "Stopwatch.",
        ];

        // A file's passing name that nobody refers to, an instance's name among its like, and how long a call took, for the log.
        string[] justified =
        [
            "functions/Dropship.Connectors/Secrets/FileSecretStore.cs: Guid.NewGuid",
            "functions/Dropship.Storage/Accounts/TableRateShares.cs: Guid.NewGuid",
            "functions/Dropship.Connectors/Http/ApiClient.cs: Stopwatch.",
        ];
        Findings.None(
            (
                from file in SourceTree.Files("functions", "*.cs")
                let code = SourceTree.Code(file)
                from word in forbidden
                where code.Contains(word, StringComparison.Ordinal)
                select $"{file}: {word}"
            ).Except(justified, StringComparer.Ordinal)
        );
    }

    [Fact]
    public void Pages_leave_by_the_one_way_that_protects_them()
    {
        string[] words = ["text/html", "new RedirectResult", "new HtmlString", "Results.Content"];

        Findings.None(
            from file in SourceTree.Files("functions/Dropship.Functions", "*.cs")
            where Path.GetFileName(file) != "HtmlPages.cs"
            let code = SourceTree.Code(file)
            from word in words
            where code.Contains(word, StringComparison.Ordinal)
            select $"{file}: {word}"
        );

        // Styles that bear no mark would not be applied; those of the pages that are always the same are named by their digest.
        Findings.None(
            SourceTree
                .Files("functions/Dropship.Functions", "*.page.hbs")
                .Where(file => !file.EndsWith("notice.page.hbs", StringComparison.Ordinal))
                .Where(file =>
                    SourceTree.Read(file).Contains("<style>", StringComparison.Ordinal)
                    || SourceTree.Read(file).Contains(" style=", StringComparison.Ordinal)
                )
        );
    }

    [Fact]
    public void Nothing_blocks_a_thread()
    {
        string[] forbidden = ["Thread.Sleep", ".GetAwaiter().GetResult()", ".Wait()", "async void", "Task.Run("];

        Findings.None(
            from file in SourceTree.Files("functions", "*.cs")
            let code = SourceTree.Code(file)
            from word in forbidden
            where code.Contains(word, StringComparison.Ordinal)
            select $"{file}: {word}"
        );
    }

    [Fact]
    public void Orchestrators_are_deterministic_by_the_look_of_them()
    {
        string[] forbidden =
        [
            "DateTime.",
            "DateTimeOffset.UtcNow",
            "DateTimeOffset.Now",
            "Guid.NewGuid",
            "Random",
            "Task.Delay",
            "Task.Run",
            "Task.Factory",
            "Thread.",
            "ConfigureAwait(false)",
            "CancelAsync",
            "HttpClient",
            "Environment.",
            "TimeProvider",
            "IConfiguration",
            "ILogger<",
            "File.",
            "static int ",
            "Console.",
        ];
        var orchestrators = SourceTree.Files("functions", "*.orchestrator.cs");
        Assert.NotEmpty(orchestrators);

        Findings.None(
            from file in orchestrators
            let code = SourceTree.Code(file)
            from word in forbidden
            where code.Contains(word, StringComparison.Ordinal)
            select $"{file}: {word}"
        );
    }

    [GeneratedRegex(
        @"^public\s+(?:(?:static|sealed|abstract|partial|readonly|unsafe|ref)\s+)*(?:record\s+struct|record\s+class|class|record|struct|interface|enum|delegate\s+[\w<>\?,\s]+?)\s+(?<name>\w+)(?<generic><)?",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex PublicType();

    [GeneratedRegex(
        @"\b(if|switch|while|case|when)\b[^;{}]*\b(PurchaseOrderState|OrderState|ApprovalState|PushState)\.|\b(PurchaseOrderTransitions|OrderTransitions)\.IsAllowed",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex Rule();
}

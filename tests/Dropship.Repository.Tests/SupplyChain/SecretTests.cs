using System.Text.RegularExpressions;
using Dropship.Repository.Tests.Support;

namespace Dropship.Repository.Tests.SupplyChain;

/// <summary>What must stay outside is not in the repository.</summary>
public sealed partial class SecretTests
{
    // Keys that everybody knows: the storage emulator's.
    private static readonly string[] s_wellKnown =
    [
        "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==",
    ];

    [Fact]
    public void No_key_lies_in_the_repository()
    {
        Findings.None(
            from file in RepositoryFiles.Named("*")
            where Path.GetExtension(file) is not (".png" or ".jpg" or ".ico")
            let text = RepositoryFiles.Read(file)
            from match in Key().Matches(text)
            where !s_wellKnown.Any(known => match.Value.Contains(known, StringComparison.Ordinal))
            select $"{file}({text.AsSpan(0, match.Index).Count('\n') + 1}): {match.Value[..Math.Min(12, match.Length)]}…"
        );
    }

    [Fact]
    public void A_key_would_be_found()
    {
        string Many(char character, int count) => new(character, count);
        string[] keys =
        [
            $"shpat_{Many('a', 32)}",
            $"AccountKey={Many('A', 86)}==",
            $"SharedAccessKey={Many('A', 43)}=",
            $"-----BEGIN {"RSA "}PRIVATE KEY-----",
            $"ghp_{Many('a', 36)}",
            $"AKIA{Many('A', 16)}",
            $"abc8Q~{Many('a', 34)}",
            $"eyJ{Many('a', 30)}.eyJ{Many('a', 30)}.{Many('a', 30)}",
        ];

        Assert.All(keys, key => Assert.Matches(Key(), $"\"{key}\""));
        Assert.DoesNotMatch(Key(), "SharedAccessKey=SAS_KEY_VALUE;AccountKey=local");
    }

    [GeneratedRegex(
        """
            shp(at|ca|pa|ss)_[0-9a-fA-F]{32}
            |AccountKey=[A-Za-z0-9+/]{86}==
            |SharedAccessKey=[A-Za-z0-9+/]{43}=
            |-----BEGIN\ ([A-Z]+\ )?PRIVATE\ KEY-----
            |\bgh[pousr]_[A-Za-z0-9]{36}
            |\bAKIA[0-9A-Z]{16}\b
            |\bxox[abprs]-[0-9A-Za-z-]{10,}
            |\b[A-Za-z0-9_~.-]{3}8Q~[A-Za-z0-9_~.-]{34}
            |\beyJ[A-Za-z0-9_-]{20,}\.eyJ[A-Za-z0-9_-]{20,}\.[A-Za-z0-9_-]{20,}
            """,
        RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        30000
    )]
    private static partial Regex Key();
}

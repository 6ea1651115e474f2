using System.Text;
using Microsoft.Extensions.Configuration;

namespace Dropship.AzureSdk.Host;

/// <summary>Puts settings in place of their names written as <c>%Name%</c>.</summary>
internal sealed class SettingNames(IConfiguration configuration)
{
    /// <exception cref="InvalidOperationException">A setting that is named does not exist.</exception>
    public string Resolve(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var result = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length;)
        {
            var open = text.IndexOf('%', at);
            var close = open < 0 ? -1 : text.IndexOf('%', open + 1);
            if (close < 0)
            {
                return result.Append(text, at, text.Length - at).ToString();
            }

            var name = text[(open + 1)..close];
            result.Append(text, at, open - at).Append(configuration[name.Replace("__", ":", StringComparison.Ordinal)]
                ?? throw new InvalidOperationException($"'%{name}%' does not resolve to a value: there is no setting '{name}'."));
            at = close + 1;
        }

        return result.ToString();
    }
}

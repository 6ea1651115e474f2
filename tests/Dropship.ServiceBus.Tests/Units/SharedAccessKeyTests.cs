using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Dropship.ServiceBus.Links;

namespace Dropship.ServiceBus.Tests.Units;

public sealed class SharedAccessKeyTests
{
    private static readonly DateTimeOffset s_now = DateTimeOffset.FromUnixTimeSeconds(1_900_000_000);
    private readonly SharedAccessKey _key = new("name", "secret");

    [Fact]
    public void A_token_that_is_signed_is_good_until_it_ends()
    {
        Assert.Equal(s_now.AddMinutes(5), _key.Check(Token(), "queue", s_now));
        Assert.Equal(s_now.AddMinutes(5), _key.Check(Token(resource: "amqps://host/queue"), "queue/$management", s_now));
    }

    [Fact]
    public void A_token_that_is_not_good_is_refused()
    {
        string[] bad =
        [
            string.Empty,
            "Bearer x",
            "SharedAccessSignature x",
            Token(secret: "other"),
            Token(name: "other"),
            Token(ends: s_now),
            Token(resource: "amqps://host/queue2"),
            Token().Replace("&se=", "&se=1", StringComparison.Ordinal),
            Token().Replace("sig=", "sig=A", StringComparison.Ordinal),
        ];

        Assert.All(bad, token => Assert.Equal(401, Assert.Throws<BrokerException>(() => _key.Check(token, "queue", s_now)).Status));
    }

    [Theory]
    [InlineData("amqp://localhost/plain", "plain")]
    [InlineData("amqps://localhost:5671/a/$management/", "a/$management")]
    [InlineData("amqps://localhost/", "")]
    [InlineData("amqps://localhost", "")]
    public void An_address_has_a_path(string address, string path) => Assert.Equal(path, SharedAccessKey.PathOf(address));

    private static string Token(
        string secret = "secret",
        string name = "name",
        string resource = "amqps://host/",
        DateTimeOffset? ends = null
    )
    {
        var sr = Uri.EscapeDataString(resource);
        var se = (ends ?? s_now.AddMinutes(5)).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var signature = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{sr}\n{se}"));
        return $"SharedAccessSignature sr={sr}&sig={Uri.EscapeDataString(Convert.ToBase64String(signature))}&se={se}&skn={name}";
    }
}

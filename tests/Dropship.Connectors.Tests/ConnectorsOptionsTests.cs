using Dropship.Connectors.Mail;
using Dropship.Connectors.Tests.Support;
using Dropship.Core.Ports;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Dropship.Connectors.Tests;

public sealed class ConnectorsOptionsTests
{
    [Fact]
    public async Task Every_port_is_filled()
    {
        await using var bench = Bench.Make();

        Assert.Equal(
            ["amazon", "ebay", "generic", "lazada", "shopee", "shopify", "shoplazza", "tiktok", "woocommerce"],
            bench.Get<IStorePlatforms>().Names.Order(StringComparer.Ordinal)
        );
        Assert.Same(bench.Get<IStorePlatforms>().Find("SHOPIFY"), bench.Shopify);
        Assert.Null(bench.Get<IStorePlatforms>().Find("nowhere"));
        Assert.NotNull(bench.Get<ISupplierMarket>());
        Assert.NotNull(bench.Get<IMailer>());
        Assert.NotNull(bench.Get<ISecretStore>());
    }

    [Fact]
    public void A_vault_is_used_where_one_is_named()
    {
        var services = new ServiceCollection();
        services.AddDropshipConnectors(options =>
        {
            Good(options);
            options.Secrets.Folder = null;
            options.Secrets.KeyVault = new Uri("https://vault.example.com");
        });
        using var provider = services.BuildServiceProvider();

        Assert.Equal("KeyVaultSecretStore", provider.GetRequiredService<ISecretStore>().GetType().Name);
    }

    public static TheoryData<string, Action<ConnectorsOptions>> Faults() =>
        new()
        {
            { "CallTimeout", options => options.CallTimeout = TimeSpan.Zero },
            { "ReadAttempts", options => options.ReadAttempts = 0 },
            { "LongestWait", options => options.LongestWait = TimeSpan.Zero },
            { "SupplierChatPage", options => options.SupplierChatPage = "https://example.com" },
            { "TrackingPage", options => options.TrackingPage = "https://example.com" },
            { "Mail:Host", options => options.Mail.Host = " " },
            { "Mail:Port", options => options.Mail.Port = 0 },
            { "Mail:From", options => options.Mail.From = "nobody" },
            { "Mail:UserName", options => options.Mail.UserName = "user" },
            { "without TLS", options => (options.Mail.UserName, options.Mail.Password) = ("user", "password") },
            { "Secrets", options => options.Secrets.Folder = null },
            { "Secrets", options => options.Secrets.KeyVault = new Uri("https://vault.example.com") },
        };

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_fault_in_the_settings_is_named_at_the_start(string named, Action<ConnectorsOptions> spoil)
    {
        var services = new ServiceCollection();
        services.AddDropshipConnectors(options =>
        {
            Good(options);
            spoil(options);
        });
        using var provider = services.BuildServiceProvider();

        var failure = Assert.Throws<OptionsValidationException>(() => provider.GetRequiredService<IOptions<ConnectorsOptions>>().Value);

        Assert.Contains(named, failure.Message, StringComparison.Ordinal);
    }

    private static void Good(ConnectorsOptions options)
    {
        options.Mail.Host = "127.0.0.1";
        options.Mail.Security = MailSecurity.None;
        options.Mail.From = "Dropship <dropship@example.com>";
        options.Secrets.Folder = Path.GetTempPath();
    }
}

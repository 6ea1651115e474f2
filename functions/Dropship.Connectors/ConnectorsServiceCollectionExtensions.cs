using Azure.Identity;
using Azure.Security.KeyVault.Secrets;
using Dropship.Connectors.Chat;
using Dropship.Connectors.Couriers;
using Dropship.Connectors.Forwarders;
using Dropship.Connectors.Http;
using Dropship.Connectors.Mail;
using Dropship.Connectors.Rates;
using Dropship.Connectors.Secrets;
using Dropship.Connectors.Stores;
using Dropship.Connectors.Stores.Amazon;
using Dropship.Connectors.Stores.Ebay;
using Dropship.Connectors.Stores.Generic;
using Dropship.Connectors.Stores.Lazada;
using Dropship.Connectors.Stores.Shopee;
using Dropship.Connectors.Stores.Shopify;
using Dropship.Connectors.Stores.Shoplazza;
using Dropship.Connectors.Stores.TikTok;
using Dropship.Connectors.Stores.WooCommerce;
using Dropship.Connectors.Suppliers.Alibaba1688;
using Dropship.Connectors.Wms;
using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Dropship.Connectors;

/// <summary>Registers the connectors behind Core's ports.</summary>
public static class ConnectorsServiceCollectionExtensions
{
    /// <summary>
    /// Adds the store platforms, the 1688 market, the forwarders, mail and the secret store. An <see cref="IRateShares"/> or
    /// <see cref="ISecretStore"/> that is registered before goes in place of the connectors' own.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets the options; they are checked when the host starts.</param>
    public static IServiceCollection AddDropshipConnectors(this IServiceCollection services, Action<ConnectorsOptions> configure)
    {
        services.AddOptions<ConnectorsOptions>().Configure(configure).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ConnectorsOptions>, ConnectorsOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.AddLogging();
        services.TryAddSingleton(provider => new TrackingPages(
            provider.GetRequiredService<IOptions<ConnectorsOptions>>().Value.TrackingPage is { Length: > 0 } own ? own : null
        ));
        services.AddShopify().AddShopee().AddGeneric().AddWooCommerce().AddLazada().AddEbay().AddAmazon().AddShoplazza().AddTikTok();
        services.TryAddSingleton<IStorePlatforms, StorePlatforms>();

        services.AddOutside(AlibabaMarket.ConnectorName);
        services.TryAddSingleton<AlibabaTokens>();
        services.TryAddSingleton<AlibabaClient>();
        services.TryAddSingleton<ISupplierMarket, AlibabaMarket>();
        services.TryAddSingleton<IParcelWords, ParcelWords>();

        services.AddOutside(HttpForwarder.ConnectorName);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IForwarder, HttpForwarder>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IForwarder, ManualForwarder>());
        services.TryAddSingleton<IForwarders, Forwarders.Forwarders>();

        services.AddOutside(CourierServices.ConnectorName);
        services.TryAddSingleton<IReadOnlyList<ICourierTracking>>(provider =>
            [
                .. provider
                    .GetRequiredService<IOptions<ConnectorsOptions>>()
                    .Value.Couriers.Select(courier => CourierServices.Make(provider, courier)),
            ]
        );

        services.AddOutside(RateCalls.ConnectorName);
        services.TryAddSingleton<IReadOnlyList<IRateSource>>(provider =>
            RateSources(provider.GetRequiredService<IOptions<ConnectorsOptions>>().Value.Rates, provider)
        );

        services.TryAddSingleton<IMailer, SmtpMailer>();
        services.AddOutside(WmsSink.ConnectorName);
        services.TryAddSingleton<IEventSink, WmsSink>();
        services.AddOutside(ChatChannel.ConnectorName);
        services.TryAddSingleton<IReadOnlyList<IChatChannel>>(provider =>
            [
                .. provider
                    .GetRequiredService<IOptions<ConnectorsOptions>>()
                    .Value.Chats.Select(chat => ActivatorUtilities.CreateInstance<ChatChannel>(provider, chat)),
            ]
        );
        services.TryAddSingleton(SecretStore);
        return services;
    }

    private static IReadOnlyList<IRateSource> RateSources(RatesOptions options, IServiceProvider services)
    {
        if (options.Off)
        {
            return [];
        }

        var client = services.GetRequiredService<ApiClient>();
        var bank = new EuropeanCentralBank(client, options.EuropeanCentralBank);
        return options.Second is { } second ? [bank, new JsonRates(client, second)] : [bank];
    }

    private static ISecretStore SecretStore(IServiceProvider services)
    {
        var options = services.GetRequiredService<IOptions<ConnectorsOptions>>().Value.Secrets;
        return options.KeyVault is { } vault
            ? new KeyVaultSecretStore(
                new SecretClient(
                    vault,
                    new DefaultAzureCredential(
                        new DefaultAzureCredentialOptions { ManagedIdentityClientId = options.ManagedIdentityClientId }
                    )
                )
            )
            : new FileSecretStore(options.Folder!);
    }
}

using System.Reflection;
using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Functions.Settings;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;

namespace Dropship.Functions.Tests.Support;

/// <summary>The HTTP functions as the app puts them together, over storage and platforms that say yes to everything.</summary>
internal sealed class ApiBench : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    /// <param name="settings">What is set beside the good settings.</param>
    public ApiBench(params IReadOnlyList<(string Name, string Value)> settings)
    {
        var all = GoodSettings.All();
        foreach (var (name, value) in settings)
        {
            all[name] = value;
        }

        var configuration = GoodSettings.Of(all);
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddDropship(configuration, DropshipSettings.Read(configuration));
        foreach (var port in services.Select(service => service.ServiceType).Where(IsOutside).Distinct().ToList())
        {
            services.AddSingleton(port, port == typeof(IOrders) ? Orders : Substitute.For([port], []));
        }

        _services = services.BuildServiceProvider();
        Stores.FindAsync(Facts.Account.Id, Arg.Any<CancellationToken>()).Returns(Facts.Account);
        Stores.ListAsync(Arg.Any<CancellationToken>()).Returns([Facts.Account]);
        PurchasingAccounts.FindAsync(Facts.Buyer.Id, Arg.Any<CancellationToken>()).Returns(Facts.Buyer);
        PurchasingAccounts.ListAsync(Arg.Any<CancellationToken>()).Returns([Facts.Buyer]);
        Stores.ReadCursorAsync(Arg.Any<string>(), Arg.Any<CancellationToken>()).Returns(PullCursor.Start);
        PurchasingAccounts.ReadCursorAsync(Arg.Any<string>(), Arg.Any<CancellationToken>()).Returns(PullCursor.Start);
        var platform = Substitute.For<IStorePlatform, IStoreWebhooks>();
        platform.Capabilities.Returns(
            new StoreCapabilities
            {
                PartialShipment = true,
                TrackingUpdate = true,
                ListingLag = TimeSpan.FromMinutes(2),
            }
        );
        ((IStoreWebhooks)platform)
            .ReadWebhookAsync(Arg.Any<StoreAccount>(), Arg.Any<WebhookRequest>(), Arg.Any<CancellationToken>())
            .Returns(new WebhookReading { Verdict = WebhookVerdict.BadSignature, Problem = "not signed" });
        platform
            .VerifyAsync(Arg.Any<StoreAccount>(), Arg.Any<CancellationToken>())
            .Returns(CallResult.Success(new StoreIdentity("shop", "USD", [])));
        Get<IStorePlatforms>().Names.Returns(["shopify"]);
        Get<IStorePlatforms>().Find("shopify").Returns(platform);
        Market
            .VerifyAsync(Arg.Any<PurchasingAccount>(), Arg.Any<CancellationToken>())
            .Returns(CallResult.Success(new PurchasingIdentity("buyer", null)));
        Market
            .ReadOfferAsync(Arg.Any<PurchasingAccount>(), Arg.Any<string>(), Arg.Any<CancellationToken>())
            .Returns(CallResult.Refused<SupplierOffer>("404", "no such offer", RefusalMeaning.NotFound));
        Market
            .ReadNotificationAsync(
                Arg.Any<PurchasingAccount>(),
                Arg.Any<IReadOnlyDictionary<string, string>>(),
                Arg.Any<CancellationToken>()
            )
            .Returns(new SupplierNotification { IsGenuine = false, Problem = "not signed" });
        Market.IsMemberId(Arg.Any<string>()).Returns(call => call.Arg<string>().StartsWith("b2b-", StringComparison.Ordinal));
        Mappings
            .FindAsync(Arg.Any<string>(), Arg.Any<IReadOnlyCollection<string>>(), Arg.Any<CancellationToken>())
            .Returns(new Dictionary<string, SkuMapping>(StringComparer.Ordinal));
        Mappings.SaveAsync(Arg.Any<SkuMapping>(), Arg.Any<CancellationToken>()).Returns(call => call.Arg<SkuMapping>());
        Get<IStopSwitch>().LoadAsync(Arg.Any<CancellationToken>()).Returns(StopState.Untouched);
        Get<IStopSwitch>().ReadAsync(Arg.Any<CancellationToken>()).Returns(StopState.Untouched);
        Get<IStopSwitch>().TrySaveAsync(Arg.Any<StopState>(), Arg.Any<OrderEvent>(), Arg.Any<CancellationToken>()).Returns(true);
        Get<ISecretStore>().GetAsync(Arg.Any<string>(), Arg.Any<CancellationToken>()).Returns("{}");
    }

    /// <summary>Each method that answers to HTTP.</summary>
    public static IReadOnlyList<MethodInfo> Methods { get; } =
    [
        .. SourceTree
            .Functions.GetTypes()
            .SelectMany(type => type.GetMethods())
            .Where(method => method.GetParameters().Any(parameter => parameter.IsDefined(typeof(HttpTriggerAttribute)))),
    ];

    public OneOrder Orders { get; } = new();

    public IStoreAccounts Stores => Get<IStoreAccounts>();

    public IPurchasingAccounts PurchasingAccounts => Get<IPurchasingAccounts>();

    public ISkuMappings Mappings => Get<ISkuMappings>();

    public ISupplierMarket Market => Get<ISupplierMarket>();

    /// <summary>Calls a function as the host does.</summary>
    /// <param name="name">The function's name.</param>
    /// <param name="request">The request.</param>
    /// <param name="route">The values in its address, in their order.</param>
    public Task<IActionResult> CallAsync(string name, HttpRequest request, params string[] route) =>
        CallAsync(Methods.Single(method => method.GetCustomAttribute<FunctionAttribute>()!.Name == name), request, route);

    /// <summary>Calls a function as the host does.</summary>
    public async Task<IActionResult> CallAsync(MethodInfo method, HttpRequest request, params string[] route)
    {
        var values = new Queue<string>(route);
        var arguments = method
            .GetParameters()
            .Select(parameter =>
                parameter switch
                {
                    { ParameterType: var type } when type == typeof(HttpRequest) => request,
                    { ParameterType: var type } when type == typeof(string) => values.Dequeue(),
                    { ParameterType: var type } when type == typeof(CancellationToken) => CancellationToken.None,
                    { ParameterType: var type } when type == typeof(DurableTaskClient) => (object?)null,
                    _ => throw new NotSupportedException($"No test gives {parameter.Name} to {method.Name}."),
                }
            )
            .ToArray();
        var answer = method.Invoke(ActivatorUtilities.CreateInstance(_services, method.DeclaringType!), arguments);
        return answer is Task<IActionResult> task ? await task : (IActionResult)answer!;
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private static bool IsOutside(Type service) =>
        service is { IsInterface: true, IsGenericTypeDefinition: false }
        && service.Assembly == typeof(IOrders).Assembly
        && !((Type[])[typeof(Dropship.Core.Fulfilment.IStepHandler), typeof(IFulfilmentWaker), typeof(INotices)]).Contains(service);

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();
}

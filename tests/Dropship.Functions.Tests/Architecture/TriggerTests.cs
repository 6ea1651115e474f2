using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using Dropship.Core.Fulfilment;
using Dropship.Functions.Fulfilment;
using Dropship.Functions.Settings;
using Dropship.Functions.Tests.Support;
using Dropship.Storage;
using Dropship.Storage.Queues;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Dropship.Functions.Tests.Architecture;

/// <summary>Each trigger against what is declared beside it: queues, host.json, settings.</summary>
public sealed partial class TriggerTests
{
    private static readonly IReadOnlyList<(string Name, MethodInfo Method, TriggerBindingAttribute Trigger)> s_functions =
    [
        .. from type in SourceTree.Functions.GetTypes()
        from method in type.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly)
        let function = method.GetCustomAttribute<FunctionAttribute>()
        where function is not null
        from parameter in method.GetParameters()
        let trigger = parameter.GetCustomAttributes().OfType<TriggerBindingAttribute>().SingleOrDefault()
        where trigger is not null
        select (function.Name, method, trigger),
    ];

    [Fact]
    public void Each_function_has_a_name_of_its_own_and_one_trigger()
    {
        Assert.True(s_functions.Count > 25);
        Findings.None(
            s_functions
                .GroupBy(function => function.Name, StringComparer.OrdinalIgnoreCase)
                .Where(group => group.Count() > 1)
                .Select(group => group.Key)
        );
        var marked = SourceTree
            .Functions.GetTypes()
            .SelectMany(type => type.GetMethods())
            .Count(method => method.IsDefined(typeof(FunctionAttribute)));
        Assert.Equal(marked, s_functions.Count);
    }

    [Fact]
    public void The_function_that_takes_every_address_has_the_last_name() =>
        Assert.Equal(
            s_functions.MaxBy(function => function.Name, StringComparer.OrdinalIgnoreCase).Name,
            Assert.Single(s_functions, function => function.Trigger is HttpTriggerAttribute { Route: "{*path}" }).Name
        );

    [Fact]
    public void Each_storage_queue_has_one_trigger_and_no_poison_queue_has()
    {
        var triggered = s_functions.Select(function => function.Trigger).OfType<QueueTriggerAttribute>().ToList();

        Assert.Equal(
            QueueNames.OnStorage.Order(StringComparer.Ordinal),
            triggered.Select(trigger => trigger.QueueName).Order(StringComparer.Ordinal)
        );
        Assert.All(
            triggered,
            trigger => Assert.True(string.IsNullOrEmpty(trigger.Connection), "The queues are on the app's own storage account.")
        );
    }

    [Fact]
    public void The_purchase_orders_queue_is_declared_as_its_trigger_and_its_senders_need_it()
    {
        var triggers = s_functions.Select(function => function.Trigger).OfType<ServiceBusTriggerAttribute>().ToList();
        var trigger = Assert.Single(triggers, trigger => trigger.IsSessionsEnabled);
        var dead = Assert.Single(triggers, trigger => !trigger.IsSessionsEnabled);
        Assert.Equal(($"{trigger.QueueName}/$deadletterqueue", trigger.Connection), (dead.QueueName, dead.Connection));
        Assert.Equal(
            (QueueNames.PurchaseOrders, StorageServiceCollectionExtensions.ServiceBusConnection, true),
            (trigger.QueueName, trigger.Connection, trigger.IsSessionsEnabled)
        );

        using var declared = Json("functions/Dropship.Functions/servicebus.config.json");
        var queue = Assert.Single(
            Assert
                .Single(declared.RootElement.GetProperty("UserConfig").GetProperty("Namespaces").EnumerateArray())
                .GetProperty("Queues")
                .EnumerateArray()
        );
        var properties = queue.GetProperty("Properties");
        Assert.Equal(trigger.QueueName, queue.GetProperty("Name").GetString());
        Assert.True(properties.GetProperty("RequiresSession").GetBoolean());
        Assert.True(properties.GetProperty("RequiresDuplicateDetection").GetBoolean());
        Assert.True(properties.GetProperty("DeadLetteringOnMessageExpiration").GetBoolean());
        Assert.InRange(
            System.Xml.XmlConvert.ToTimeSpan(properties.GetProperty("DuplicateDetectionHistoryTimeWindow").GetString()!),
            TimeSpan.FromMinutes(1),
            TimeSpan.FromMinutes(30)
        );
    }

    [Fact]
    public void Host_json_says_what_the_app_counts_on()
    {
        using var host = Json("functions/Dropship.Functions/host.json");
        var extensions = host.RootElement.GetProperty("extensions");

        // Messages are written in base64, sessions one message after the other, and histories bear the version of the code.
        Assert.Equal("base64", extensions.GetProperty("queues").GetProperty("messageEncoding").GetString());
        Assert.Equal(1, extensions.GetProperty("serviceBus").GetProperty("maxConcurrentCallsPerSession").GetInt32());
        Assert.True(extensions.GetProperty("serviceBus").GetProperty("autoCompleteMessages").GetBoolean());
        Assert.True(
            TimeSpan.Parse(
                extensions.GetProperty("serviceBus").GetProperty("maxAutoLockRenewalDuration").GetString()!,
                System.Globalization.CultureInfo.InvariantCulture
            )
                >= TimeSpan.Parse(
                    host.RootElement.GetProperty("functionTimeout").GetString()!,
                    System.Globalization.CultureInfo.InvariantCulture
                )
        );
        Assert.Equal("1.0", extensions.GetProperty("durableTask").GetProperty("defaultVersion").GetString());

        // The page at the root and the answers at unknown addresses lie outside of the API; each of its routes names the prefix.
        Assert.Equal(string.Empty, extensions.GetProperty("http").GetProperty("routePrefix").GetString());
    }

    [Fact]
    public void Each_setting_between_percent_signs_is_checked_at_the_start()
    {
        var used = s_functions
            .Select(function => function.Trigger)
            .OfType<TimerTriggerAttribute>()
            .Select(trigger => trigger.Schedule)
            .Append(SourceTree.Read("functions/Dropship.Functions/host.json"))
            .SelectMany(text => Setting().Matches(text))
            .Select(match => match.Groups["name"].Value)
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .ToList();
        Assert.Equal(
            [
                "ApproverMailSchedule",
                "HeartbeatSchedule",
                "PullSchedule",
                "ReconcileSchedule",
                "RetentionSchedule",
                "ReviveSchedule",
                "SweepSchedule",
                "TaskHubName",
            ],
            used
        );

        foreach (var setting in used)
        {
            var problems = DropshipSettings.Read(GoodSettings.Without(setting)).Problems;
            Assert.StartsWith($"{setting} is missing; give ", Assert.Single(problems), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Timers_run_by_settings_alone() =>
        Assert.All(
            s_functions.Select(function => function.Trigger).OfType<TimerTriggerAttribute>(),
            trigger => Assert.Matches("^%[A-Za-z]+%$", trigger.Schedule)
        );

    [Fact]
    public void Only_what_has_a_key_of_its_own_in_it_is_open_to_everybody()
    {
        // Links to pages are signed tickets; webhooks bear a signature over their body; a consent brings back its one-time state. The page
        // at the root, the way to the list and the answers at unknown addresses tell nothing.
        var open = s_functions
            .Where(function => function.Trigger is HttpTriggerAttribute { AuthLevel: AuthorizationLevel.Anonymous })
            .Select(function => function.Name);

        Assert.Equal(
            [
                "ApprovalDecision",
                "ApprovalPage",
                "ApprovalPay",
                "CourierCallback",
                "FinishStoreConsent",
                "ForwarderCallback",
                "ForwarderEntry",
                "ForwarderLabel",
                "ForwarderPage",
                "OpenApproval",
                "OrderAct",
                "OrderListEntry",
                "OrderListPage",
                "OrderPage",
                "OrderPageLabel",
                "Root",
                "StoreAppWebhook",
                "StoreWebhook",
                "StoreWebhookChallenge",
                "SubmitOrders",
                "SupplierNotification",
                "ZzNowhere",
            ],
            open.Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void Reading_by_HTTP_is_get_and_changing_is_not()
    {
        var pages = s_functions.Select(function => function.Trigger).OfType<HttpTriggerAttribute>().ToList();

        Assert.All(pages, trigger => Assert.NotNull(trigger.Route));
        Assert.All(pages, trigger => Assert.NotEmpty(trigger.Methods!));
        var routes = pages.Where(trigger => trigger.Route!.StartsWith("api/", StringComparison.Ordinal)).ToList();
        Assert.Equal(
            routes.Count,
            routes
                .SelectMany(trigger => trigger.Methods!.Select(method => $"{method} {trigger.Route}"))
                .Where(line => !line.StartsWith("head ", StringComparison.Ordinal))
                .Distinct(StringComparer.OrdinalIgnoreCase)
                .Count()
        );

        // What a host decodes or keeps for itself must not begin a route, and all others are of the API.
        Assert.Equal(
            ["{*path}", "{ignored:maxlength(0)?}"],
            pages.Except(routes).Select(trigger => trigger.Route).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void An_orchestrator_has_a_file_that_says_so_and_nobody_else_has()
    {
        var orchestrators = s_functions
            .Where(function => function.Trigger is OrchestrationTriggerAttribute)
            .Select(function => function.Method.DeclaringType!.Name)
            .Order(StringComparer.Ordinal);
        var files = SourceTree
            .Files("functions", "*.orchestrator.cs")
            .Select(file => Path.GetFileName(file).Split('.')[0])
            .Order(StringComparer.Ordinal);

        Assert.Equal(files, orchestrators);
        Assert.Equal([nameof(FulfilmentOrchestrator)], files);
    }

    [Fact]
    public void Each_activity_is_called_and_each_called_one_is_there()
    {
        var activities = s_functions
            .Where(function => function.Trigger is ActivityTriggerAttribute)
            .Select(function => function.Name)
            .Order(StringComparer.Ordinal);
        var called = Activity()
            .Matches(SourceTree.Code("functions/Dropship.Functions/Fulfilment/FulfilmentOrchestrator.orchestrator.cs"))
            .Select(match => match.Groups["name"].Value)
            .Concat(
                Enum.GetValues<FulfilmentStep>()
                    .Where(step => step != FulfilmentStep.Finished)
                    .Select(step => NextStepDecision.PhaseOf(step).ToString())
            );

        Assert.Equal(activities, called.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
    }

    private static JsonDocument Json(string file) => JsonDocument.Parse(SourceTree.Read(file));

    [GeneratedRegex("%(?<name>[A-Za-z]+)%", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Setting();

    [GeneratedRegex(@"nameof\(FulfilmentActivities\.(?<name>\w+)\)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Activity();
}

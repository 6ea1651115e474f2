namespace Dropship.FunctionsHost.Functions;

/// <summary>The types of triggers that the host has, in lower case.</summary>
internal static class TriggerTypes
{
    public const string Activity = "activitytrigger";
    public const string Http = "httptrigger";
    public const string Orchestration = "orchestrationtrigger";
    public const string Queue = "queuetrigger";
    public const string ServiceBus = "servicebustrigger";
    public const string Timer = "timertrigger";

    public static bool Has(string type) => type is Activity or Http or Orchestration or Queue or ServiceBus or Timer;
}

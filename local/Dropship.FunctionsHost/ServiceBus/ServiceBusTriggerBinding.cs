using System.Reflection;
using Azure.Messaging.ServiceBus;
using Microsoft.Azure.WebJobs.Host.Bindings;
using Microsoft.Azure.WebJobs.Host.Listeners;
using Microsoft.Azure.WebJobs.Host.Protocols;
using Microsoft.Azure.WebJobs.Host.Triggers;

namespace Dropship.FunctionsHost.ServiceBus;

/// <summary>Gives a function the body of a message, and what else there is to know of it as metadata.</summary>
internal sealed class ServiceBusTriggerBinding(ParameterInfo parameter, ServiceBusSource source, ILoggerFactory loggers) : ITriggerBinding
{
    public Type TriggerValueType => typeof(ServiceBusReceivedMessage);

    public IReadOnlyDictionary<string, Type> BindingDataContract { get; } = new Dictionary<string, Type>(StringComparer.OrdinalIgnoreCase);

    public Task<ITriggerData> BindAsync(object value, ValueBindingContext context)
    {
        var message = (ServiceBusReceivedMessage)value;
        object body = parameter.ParameterType == typeof(byte[]) ? message.Body.ToArray() : message.Body.ToString();
        return Task.FromResult<ITriggerData>(new TriggerData(new Body(body), new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase)
        {
            ["MessageId"] = message.MessageId,
            ["SessionId"] = message.SessionId,
            ["DeliveryCount"] = message.DeliveryCount,
            ["EnqueuedTimeUtc"] = message.EnqueuedTime.UtcDateTime,
            ["ExpiresAtUtc"] = message.ExpiresAt.UtcDateTime,
            ["SequenceNumber"] = message.SequenceNumber,
            ["LockToken"] = message.LockToken,
            ["ContentType"] = message.ContentType,
            ["CorrelationId"] = message.CorrelationId,
            ["Subject"] = message.Subject,
            ["Label"] = message.Subject,
            ["To"] = message.To,
            ["ReplyTo"] = message.ReplyTo,
            ["PartitionKey"] = message.PartitionKey,
            ["DeadLetterSource"] = message.DeadLetterSource,
            ["DeadLetterReason"] = message.DeadLetterReason,
            ["DeadLetterErrorDescription"] = message.DeadLetterErrorDescription,
            ["ApplicationProperties"] = message.ApplicationProperties,
        }));
    }

    public Task<IListener> CreateListenerAsync(ListenerFactoryContext context) =>
        Task.FromResult<IListener>(new ServiceBusListener(source, context.Executor, loggers.CreateLogger("Host.Triggers.ServiceBus")));

    public ParameterDescriptor ToParameterDescriptor() => new Descriptor { Name = parameter.Name, Queue = source.Name };

    private sealed class Body(object value) : IValueProvider
    {
        public Type Type => value.GetType();

        public Task<object> GetValueAsync() => Task.FromResult(value);

        // It goes to logs, where the body has no business.
        public string ToInvokeString() => string.Empty;
    }

    private sealed class Descriptor : TriggerParameterDescriptor
    {
        public string Queue { get; init; } = string.Empty;

        public override string GetTriggerReason(IDictionary<string, string> arguments) => $"New ServiceBus message detected on '{Queue}'.";
    }
}

using Azure.Core.Serialization;
using Microsoft.DurableTask;

namespace Dropship.AzureSdk.Durable.Serialization;

/// <summary>Data by the worker's serializer, which an app may have chosen.</summary>
internal sealed class SerializerDataConverter(ObjectSerializer serializer) : DataConverter
{
    public override string? Serialize(object? value) =>
        value is null ? null : serializer.Serialize(value, value.GetType(), CancellationToken.None).ToString();

    public override object? Deserialize(string? data, Type targetType) =>
        data is null ? null : serializer.Deserialize(new BinaryData(data).ToStream(), targetType, CancellationToken.None)!;
}

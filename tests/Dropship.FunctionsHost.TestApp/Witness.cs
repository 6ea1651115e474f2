using System.Globalization;
using Azure.Data.Tables;
using Microsoft.Extensions.Configuration;

namespace Dropship.FunctionsHost.TestApp;

/// <summary>Notes in a table what functions saw, so that a test can look, whoever was killed meanwhile.</summary>
public sealed class Witness(IConfiguration configuration)
{
    private readonly TableClient _table = new(configuration["AzureWebJobsStorage"], configuration["WitnessTable"]);

    /// <summary>Adds a row of its own; rows of one topic sort by time.</summary>
    public Task NoteAsync(string topic, string text, CancellationToken cancellationToken) => _table.AddEntityAsync(
        new TableEntity(topic, string.Create(CultureInfo.InvariantCulture, $"{DateTime.UtcNow.Ticks:D20}-{Guid.NewGuid():N}")) { ["Text"] = text }, cancellationToken);
}

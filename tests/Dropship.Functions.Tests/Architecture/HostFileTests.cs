using System.Text.Json;
using Dropship.Functions.Tests.Support;

namespace Dropship.Functions.Tests.Architecture;

/// <summary>What the host is told in its file.</summary>
public sealed class HostFileTests
{
    [Fact]
    public void The_host_keeps_no_record_of_the_addresses_that_were_opened()
    {
        using var file = JsonDocument.Parse(SourceTree.Read("functions/Dropship.Functions/host.json"));

        var levels = file.RootElement.GetProperty("logging").GetProperty("logLevel");

        // Its requests, and its own words about the beginning and the end of each.
        Assert.Equal("None", levels.GetProperty("Host.Results").GetString());
        Assert.Equal("Warning", levels.GetProperty("Microsoft.Azure.WebJobs.Script.WebHost.Middleware").GetString());
        Assert.False(file.RootElement.TryGetProperty("telemetryMode", out _));
    }
}

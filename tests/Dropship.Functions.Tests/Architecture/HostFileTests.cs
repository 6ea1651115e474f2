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

        Assert.Equal("None", file.RootElement.GetProperty("logging").GetProperty("logLevel").GetProperty("Host.Results").GetString());
        Assert.False(file.RootElement.TryGetProperty("telemetryMode", out _));
    }
}

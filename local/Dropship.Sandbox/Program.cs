using Dropship.Sandbox;
using Dropship.Sandbox.Control;

SandboxOptions options;
try
{
    options = SandboxOptions.Parse(args);
}
catch (ControlException exception)
{
    await Console.Error.WriteLineAsync(exception.Message);
    return 2;
}

await using var sandbox = await SandboxServer.StartAsync(options, CancellationToken.None);
Console.WriteLine($"Sandbox listening on {sandbox.Address}");
await sandbox.WaitForShutdownAsync(CancellationToken.None);
return 0;

using System.Runtime.InteropServices;
using Dropship.FunctionsHost;

using var stop = new CancellationTokenSource();
void OnSignal(PosixSignalContext context)
{
    context.Cancel = true;
    stop.Cancel();
}

using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
try
{
    await HostRun.RunAsync(HostArguments.Parse(args), stop.Token);
    return 0;
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    return 0;
}
catch (HostException exception)
{
    await Console.Error.WriteLineAsync(exception.Message);
    return 1;
}

using System.CommandLine;
using Dropship.FunctionsHost;

var app = new Option<DirectoryInfo>("--app") { Description = "The folder of a built or published worker app.", Required = true };
var port = new Option<ushort>("--port") { Description = "The loopback port to listen on.", Required = true };
var settings = new Option<FileInfo?>("--settings") { Description = "A JSON file whose Values come before the environment." };
var command = new RootCommand("A thin Azure Functions host for one machine.") { app, port, settings };
command.SetAction(
    async (said, stop) =>
    {
        try
        {
            await HostRun.RunAsync(
                said.GetRequiredValue(app).FullName,
                said.GetRequiredValue(port),
                said.GetValue(settings)?.FullName,
                stop
            );
            return 0;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return 0;
        }
        catch (Exception exception)
        {
            var cause = exception.GetBaseException();
            await Console.Error.WriteLineAsync(cause == exception ? exception.Message : $"{exception.Message} {cause.Message}");
            return 1;
        }
    }
);
return await command.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(15) });

using System.CommandLine;
using Dropship.ServiceBus;

var invocation = new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(8) };
return await EmulatorOptions.Command(Emulator.RunAsync).Parse(args).InvokeAsync(invocation);

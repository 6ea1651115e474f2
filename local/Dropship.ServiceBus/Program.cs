using System.CommandLine;
using Dropship.ServiceBus;
using Dropship.ServiceBus.Settings;

return await EmulatorOptions.Command(Emulator.RunAsync).Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(8) });

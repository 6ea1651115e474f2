using Dropship.Local;

return await LocalCommand.RunAsync(args, Console.Out, Console.Error);

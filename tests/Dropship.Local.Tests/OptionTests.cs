using Dropship.Tooling;

namespace Dropship.Local.Tests;

/// <summary>Wrong options: one sentence each, all of them at once, exit code 1, and nothing is started.</summary>
public sealed class OptionTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("dropship-local-");

    [Theory]
    [InlineData("--orders is 'abc'; give a whole number from 0 to 20000.", "--orders", "abc")]
    [InlineData("--orders is '-1'; give a whole number from 0 to 20000.", "--orders", "-1")]
    [InlineData("--orders is '20001'; give a whole number from 0 to 20000.", "--orders", "20001")]
    [InlineData("--orders is '99999999999999999999'; give a whole number from 0 to 20000.", "--orders", "99999999999999999999")]
    [InlineData("--orders is '1.5'; give a whole number from 0 to 20000.", "--orders", "1.5")]
    [InlineData("--orders needs a value; give a whole number from 0 to 20000.", "--orders")]
    [InlineData("--orders needs a value; give a whole number from 0 to 20000.", "--orders=")]
    [InlineData("--timeout is '0'; give a whole number from 1 to 1440.", "--orders", "1", "--exit-when-done", "--timeout", "0")]
    [InlineData("--timeout is 'ten'; give a whole number from 1 to 1440.", "--orders", "1", "--exit-when-done", "--timeout", "ten")]
    [InlineData("--host is 'azure'; it must be local or func.", "--host", "azure")]
    [InlineData("--host needs a value; it must be local or func.", "--host", "")]
    [InlineData("--data needs a value; give a folder.", "--data", " ")]
    [InlineData("--data is '/proc/dropship'; nothing can be kept there; give another folder.", "--data", "/proc/dropship")]
    [InlineData("--exit-when-done needs --orders; without it, new orders never stop.", "--exit-when-done")]
    [InlineData("--timeout needs --exit-when-done; without it, the run never ends.", "--orders", "1", "--timeout", "5")]
    [InlineData("Unrecognized command or argument '--order'.", "--order")]
    [InlineData("Unrecognized command or argument 'yes'.", "--auto-approve", "yes")]
    [InlineData("Option '--orders' expects a single argument but 2 were provided.", "--orders", "1", "--orders", "2")]
    [InlineData(
        "--app is 'shop'; give an address such as https://my-dropship.azurewebsites.net/.",
        "verify",
        "--app",
        "shop",
        "--key",
        "k"
    )]
    [InlineData(
        "--app is 'ftp://shop.example'; give an address such as https://my-dropship.azurewebsites.net/.",
        "verify",
        "--app",
        "ftp://shop.example",
        "--key",
        "k"
    )]
    [InlineData("--app needs --key; give both, or none for the app that runs on this machine.", "verify", "--app", "https://shop.example")]
    [InlineData("--key needs --app; give both, or none for the app that runs on this machine.", "verify", "--key", "k")]
    [InlineData("--key is wrong; it cannot be a function key.", "verify", "--app", "https://shop.example", "--key", "secret key")]
    [InlineData("--data is '/nowhere'; there is no such folder.", "verify", "--data", "/nowhere")]
    [InlineData(
        "--app and --data exclude each other; give the address of an app, or the folder of one on this machine.",
        "verify",
        "--app",
        "https://shop.example",
        "--key",
        "k",
        "--data",
        "/"
    )]
    [InlineData("--reset stands before 'verify'; only options after it count.", "--reset", "verify")]
    public async Task A_wrong_option_is_one_sentence(string says, params string[] arguments)
    {
        var (code, _, errors, ran) = await RunAsync(arguments);

        Assert.Equal((1, false), (code, ran));
        Assert.Equal([says, "Run with --help to see all options."], errors);
    }

    [Fact]
    public async Task All_wrong_options_are_told_at_once()
    {
        var file = Path.Combine(_folder.FullName, "file");
        await File.WriteAllTextAsync(file, "text");

        var (code, _, errors, ran) = await RunAsync(["--orders", "abc", "--timeout", "0", "--data", file, "--host", "azure", "--bogus"]);

        Assert.Equal((1, false), (code, ran));
        Assert.Equal(
            [
                "Unrecognized command or argument '--bogus'.",
                "--orders is 'abc'; give a whole number from 0 to 20000.",
                "--timeout is '0'; give a whole number from 1 to 1440.",
                "--host is 'azure'; it must be local or func.",
                $"--data is '{file}'; it is a file; give a folder.",
                "--timeout needs --exit-when-done; without it, the run never ends.",
                "Run with --help to see all options.",
            ],
            errors
        );
    }

    [Fact]
    public async Task Right_options_are_passed_on()
    {
        var folder = _folder.FullName;
        var (code, _, errors, _) = await RunAsync(
            ["--orders", "20", "--auto-approve", "--exit-when-done", "--timeout", "6", "--data", folder, "--reset", "--host", "func"],
            options =>
            {
                var right = new LocalOptions
                {
                    Folder = folder,
                    Orders = 20,
                    Reset = true,
                    Host = "func",
                    AutoApprove = true,
                };
                Assert.Equal(right with { ExitWhenDone = true, Timeout = TimeSpan.FromMinutes(6) }, options);
                return 7;
            }
        );

        Assert.Equal(7, code);
        Assert.Empty(errors);
    }

    [Theory]
    [InlineData("--stores is 'amazom'; give", "amazom")]
    [InlineData("--stores is 'shopee,shopee'; give", "shopee,shopee")]
    [InlineData("--stores needs a value; give", null)]
    public async Task Stores_that_the_sandbox_does_not_have_are_refused_with_those_it_has(string problem, string? given)
    {
        var (code, _, errors, _) = await RunAsync(given is null ? ["--stores"] : ["--stores", given]);

        Assert.Equal(1, code);
        Assert.Equal($"{problem} one or more of {string.Join(", ", Seeder.Platforms)} with a comma between them.", errors[0]);
    }

    [Theory]
    [InlineData("shopee", "shopee")]
    [InlineData("shopify, shopee", "shopify", "shopee")]
    public async Task Stores_are_named_by_their_platforms(string given, params string[] platforms)
    {
        var (code, _, errors, _) = await RunAsync(
            ["--stores", given],
            options =>
            {
                Assert.Equal(platforms, options.Stores);
                return 0;
            }
        );

        Assert.Equal(0, code);
        Assert.Empty(errors);
    }

    [Fact]
    public async Task Without_options_the_folder_lies_in_the_repository_and_orders_go_on()
    {
        var (code, _, _, ran) = await RunAsync(
            [],
            options =>
            {
                Assert.Equal(new LocalOptions { Folder = Path.Combine(RepositoryRoot.Find(), ".local") }, options);
                return 0;
            }
        );

        Assert.Equal((0, true), (code, ran));
    }

    [Fact]
    public async Task A_failure_is_a_sentence_and_no_stack_trace()
    {
        var (code, _, errors, _) = await RunAsync([], _ => throw new InvalidOperationException("The disk is full."));

        Assert.Equal(1, code);
        Assert.Equal(["The disk is full."], errors);
    }

    [Fact]
    public async Task Help_is_plain_and_names_every_option()
    {
        var (code, output, errors, ran) = await RunAsync(["--help"]);

        Assert.Equal((0, false), (code, ran));
        Assert.Empty(errors);
        string[] words = ["--orders <number>", "Approve and pay automatically.", "Delete all local data first.", "<minutes>", "verify"];
        Assert.All(words, word => Assert.Contains(word, output, StringComparison.Ordinal));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static async Task<(int Code, string Output, IReadOnlyList<string> Errors, bool Ran)> RunAsync(
        IReadOnlyList<string> arguments,
        Func<LocalOptions, int>? run = null
    )
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var ran = false;
        var code = await LocalCommand.RunAsync(
            arguments,
            output,
            errors,
            (options, _) =>
            {
                ran = true;
                return Task.FromResult(run?.Invoke(options) ?? 0);
            },
            (_, _) =>
            {
                ran = true;
                return Task.FromResult(0);
            }
        );
        return (code, output.ToString(), errors.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries), ran);
    }
}

using Dropship.Connectors.Secrets;

namespace Dropship.Connectors.Tests.Secrets;

public sealed class FileSecretStoreTests : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), "dropship-secrets-" + Guid.NewGuid().ToString("N"));

    [Fact]
    public async Task What_was_set_is_got_and_replaced()
    {
        var store = new FileSecretStore(_folder);
        Assert.Null(await store.GetAsync("store-a", CancellationToken.None));

        await store.SetAsync("store-a", "{\"a\":1}", CancellationToken.None);
        Assert.Equal("{\"a\":1}", await new FileSecretStore(_folder).GetAsync("store-a", CancellationToken.None));
        await store.SetAsync("store-a", "密", CancellationToken.None);
        Assert.Equal("密", await store.GetAsync("store-a", CancellationToken.None));
    }

    [Fact]
    public async Task Only_the_owner_can_read_it()
    {
        var store = new FileSecretStore(_folder);
        await store.SetAsync("store-a", "x", CancellationToken.None);
        await store.SetAsync("store-a", "y", CancellationToken.None);

        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_folder, "store-a.json")));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_folder));
        }

        Assert.Equal("y", await store.GetAsync("store-a", CancellationToken.None));
    }

    [Fact]
    public async Task Readers_never_see_half_a_secret()
    {
        var store = new FileSecretStore(_folder);
        var (first, second) = (new string('a', 100_000), new string('b', 100_000));
        await store.SetAsync("store-a", first, CancellationToken.None);
        using var stop = new CancellationTokenSource();
        var reader = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                var text = await store.GetAsync("store-a", CancellationToken.None);
                Assert.True(text == first || text == second);
            }
        });
        for (var i = 0; i < 50; i++)
        {
            await store.SetAsync("store-a", i % 2 == 0 ? second : first, CancellationToken.None);
        }

        await stop.CancelAsync();
        await reader;
    }

    [Theory]
    [InlineData("../outside")]
    [InlineData("a/b")]
    [InlineData("")]
    [InlineData("a.b")]
    public async Task A_name_cannot_leave_the_folder(string name) =>
        await Assert.ThrowsAsync<ArgumentException>(() => new FileSecretStore(_folder).SetAsync(name, "x", CancellationToken.None));

    public void Dispose()
    {
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }
}

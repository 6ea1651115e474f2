using System.Net;
using System.Net.Sockets;
using Dropship.Tooling;

namespace Dropship.Local.Tests;

/// <summary>The data folder is ours or it is refused; damaged files in it are a sentence.</summary>
public sealed class DataFolderTests : IDisposable
{
    private readonly DirectoryInfo _place = Directory.CreateTempSubdirectory("dropship-data-");

    [Fact]
    public void A_new_and_an_empty_folder_will_do_and_nothing_is_left_behind()
    {
        Assert.Null(DataFolder.Problem(_place.FullName));
        Assert.Null(DataFolder.Problem(Path.Combine(_place.FullName, "new", "data")));
        Assert.Empty(_place.EnumerateFileSystemInfos());
    }

    [Fact]
    public async Task A_folder_with_other_files_is_refused_and_never_emptied()
    {
        var letter = Path.Combine(_place.FullName, "letter.txt");
        await File.WriteAllTextAsync(letter, "text");

        var refused = (await Assert.ThrowsAsync<ToolException>(() => OpenAsync(reset: true))).Message;

        Assert.EndsWith("it holds other files, such as letter.txt; give a new or an empty folder.", refused, StringComparison.Ordinal);
        Assert.True(File.Exists(letter));
    }

    [Fact]
    public async Task A_file_a_path_below_a_file_and_a_path_too_long_are_told_apart()
    {
        var file = Path.Combine(_place.FullName, "file");
        await File.WriteAllTextAsync(file, "text");

        Assert.Equal("it is a file; give a folder", DataFolder.Problem(file));
        Assert.Equal($"{file} is a file; give a folder", DataFolder.Problem(Path.Combine(file, "data")));
        Assert.Equal("the path is too long", DataFolder.Problem(Path.Combine(_place.FullName, new string('a', 256))));
        Assert.Equal("the path is too long", DataFolder.Problem(Path.Combine(_place.FullName, new string('长', 100))));
        Assert.Equal("nothing can be kept there; give another folder", DataFolder.Problem("a\0b"));
    }

    [Fact]
    public async Task A_second_run_in_the_same_folder_is_refused()
    {
        using var first = await OpenAsync();

        var refused = await Assert.ThrowsAsync<ToolException>(() => OpenAsync());

        Assert.Equal($"Another run uses {_place.FullName}. Stop it, or give this one another folder with --data.", refused.Message);
    }

    [Fact]
    public async Task Reset_deletes_all_of_an_earlier_run()
    {
        LocalKeys before;
        using (var first = await OpenAsync())
        {
            before = first.ReadKeys();
            Directory.CreateDirectory(first.Below("storage"));
            await File.WriteAllTextAsync(first.Below("storage/blob"), "text");
        }

        using (var again = await OpenAsync())
        {
            Assert.Equal(before.Function, again.ReadKeys().Function);
        }

        using var anew = await OpenAsync(reset: true);
        Assert.NotEqual(before.Function, anew.ReadKeys().Function);
        Assert.False(Directory.Exists(anew.Below("storage")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("null")]
    public async Task Damaged_keys_are_a_sentence_with_the_remedy(string content)
    {
        using var folder = await OpenAsync();
        await File.WriteAllTextAsync(folder.Below("keys.json"), content);

        var failure = Assert.Throws<ToolException>(folder.ReadKeys);

        Assert.EndsWith("keys.json cannot be read. Restore it, or start anew with --reset.", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("""{"app":-1}""")]
    [InlineData("""{"app":99999}""")]
    public async Task Damaged_lists_of_ports_and_processes_are_written_anew(string content)
    {
        using (var first = await OpenAsync())
        {
            await File.WriteAllTextAsync(first.Below("ports.json"), content);
        }

        await File.WriteAllTextAsync(Path.Combine(_place.FullName, "processes.json"), content);
        using var folder = await OpenAsync();

        Assert.InRange(folder.TakePort("app", "function app", FreePort.Next(), _ => { }), 1, ushort.MaxValue);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("0.0.0.0")]
    public async Task A_port_in_use_is_told_and_another_one_is_taken(string address)
    {
        using var listener = new TcpListener(IPAddress.Parse(address), 0);
        listener.Start();
        var used = ((IPEndPoint)listener.LocalEndpoint).Port;
        using var folder = await OpenAsync();
        List<string> told = [];

        var port = folder.TakePort("app", "function app", used, told.Add);

        Assert.NotEqual(used, port);
        Assert.Equal([$"Port {used} is in use; the function app uses port {port} instead."], told);
    }

    public void Dispose() => _place.Delete(recursive: true);

    private Task<DataFolder> OpenAsync(bool reset = false) => DataFolder.OpenAsync(_place.FullName, reset, CancellationToken.None);
}

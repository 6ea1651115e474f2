using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Dropship.Sandbox.World;

/// <summary>
/// The file behind the sandbox: one line for each step, holding every entity that the step changed. A line is handed to
/// the system in one write before the caller is answered, so a killed process loses nothing it acknowledged; a torn last
/// line belongs to a step that nobody was told of and is dropped.
/// </summary>
internal sealed class Journal : IDisposable
{
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        IgnoreReadOnlyProperties = true,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { AddKinds } },
    };

    private readonly FileStream _file;

    private Journal(FileStream file) => _file = file;

    /// <summary>Reads what the folder holds, rewrites it in its shortest form, and opens it for more.</summary>
    public static Journal Open(string folder, EntitySet into)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, "world.ndjson");
        if (File.Exists(path))
        {
            foreach (var line in File.ReadLines(path, Encoding.UTF8))
            {
                if (!TryRead(line, out var entities))
                {
                    break;
                }

                foreach (var entity in entities)
                {
                    if (entity.Removed)
                    {
                        into.Remove(entity);
                    }
                    else
                    {
                        into.Put(entity);
                    }
                }
            }
        }

        var fresh = path + ".new";
        using (var compact = new FileStream(fresh, FileMode.Create, FileAccess.Write))
        {
            foreach (var entity in into.Everything)
            {
                compact.Write(Line([entity]));
            }

            compact.Flush(flushToDisk: true);
        }

        File.Move(fresh, path, overwrite: true);
        return new Journal(new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0));
    }

    public void Append(IReadOnlyCollection<Entity> changed) => _file.Write(Line(changed));

    public void Dispose() => _file.Dispose();

    private static void AddKinds(JsonTypeInfo info)
    {
        if (info.Type != typeof(Entity) || info.PolymorphismOptions is not { } kinds)
        {
            return;
        }

        foreach (var (kind, name) in StandIns.All.SelectMany(one => one.Entities))
        {
            kinds.DerivedTypes.Add(new JsonDerivedType(kind, name));
        }
    }

    private static byte[] Line(IReadOnlyCollection<Entity> entities) =>
        [.. JsonSerializer.SerializeToUtf8Bytes(entities, Options), (byte)'\n'];

    private static bool TryRead(string line, out List<Entity> entities)
    {
        try
        {
            entities = JsonSerializer.Deserialize<List<Entity>>(line, Options) ?? [];
            return true;
        }
        catch (JsonException)
        {
            entities = [];
            return false;
        }
    }
}

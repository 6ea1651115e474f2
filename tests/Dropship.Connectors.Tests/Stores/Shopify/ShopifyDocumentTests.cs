using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Dropship.Connectors.Stores.Shopify;
using Dropship.Connectors.Tests.Support;
using Dropship.Tooling;

namespace Dropship.Connectors.Tests.Stores.Shopify;

/// <summary>Our documents against the schema, by the reference implementation of GraphQL.</summary>
public sealed class ShopifyDocumentTests
{
    // Prints one line for each fault. Given two schemas, it also prints what the first has and the second has not.
    private const string Script = """
        const fs = require('fs');
        const { buildSchema, parse, validate, isEnumType, isInputObjectType, isInterfaceType, isObjectType, isScalarType, isUnionType } = require(process.argv[2]);
        const input = JSON.parse(fs.readFileSync(process.argv[3], 'utf8'));
        const faults = [];
        const schemas = input.schemas.map(text => buildSchema(text, { assumeValidSDL: true }));
        for (const schema of schemas)
          for (const [name, text] of Object.entries(input.documents))
            for (const error of validate(schema, parse(text))) faults.push(name + ': ' + error.message);
        if (schemas.length === 2) {
          const [own, official] = schemas;
          const kind = t => isObjectType(t) ? 'type' : isInputObjectType(t) ? 'input' : isEnumType(t) ? 'enum' : isScalarType(t) ? 'scalar' : isInterfaceType(t) ? 'interface' : isUnionType(t) ? 'union' : '?';
          for (const [name, type] of Object.entries(own.getTypeMap())) {
            if (name.startsWith('__')) continue;
            const twin = official.getType(name);
            if (!twin) { faults.push(name + ' is not in the official schema'); continue; }
            // The long lists of countries and currencies are plain words to us.
            if (kind(type) === 'scalar' && kind(twin) === 'enum') continue;
            if (kind(type) !== kind(twin)) { faults.push(name + ' is ' + kind(twin) + ' there'); continue; }
            if (isEnumType(type)) for (const value of type.getValues()) if (!twin.getValue(value.name)) faults.push(name + '.' + value.name + ' is not there');
            if (!type.getFields) continue;
            const fields = twin.getFields();
            for (const [fieldName, field] of Object.entries(type.getFields())) {
              const other = fields[fieldName];
              if (!other) { faults.push(name + '.' + fieldName + ' is not there'); continue; }
              if (String(field.type) !== String(other.type)) faults.push(name + '.' + fieldName + ' is ' + other.type + ' there, not ' + field.type);
              if (other.deprecationReason) faults.push(name + '.' + fieldName + ' is deprecated: ' + other.deprecationReason);
              for (const argument of field.args ?? []) {
                const otherArgument = other.args.find(a => a.name === argument.name);
                if (!otherArgument) faults.push(name + '.' + fieldName + '(' + argument.name + ') is not there');
                else if (String(argument.type) !== String(otherArgument.type)) faults.push(name + '.' + fieldName + '(' + argument.name + ') is ' + otherArgument.type + ' there');
              }
            }
          }
        }
        console.log(JSON.stringify(faults));
        """;

    private static string OwnSchema =>
        File.ReadAllText(Path.Combine(RepositoryRoot.Find(), "local", "Dropship.Sandbox", "Shopify", "schema.graphql"));

    [Fact]
    public async Task Every_document_is_valid_by_the_schema_that_the_sandbox_serves() => Assert.Empty(await FaultsAsync(OwnSchema));

    [Fact]
    public async Task The_sandbox_schema_and_the_documents_agree_with_the_official_schema_where_there_is_one()
    {
        var schemas = new List<string> { OwnSchema };
        foreach (var file in SharedSamples.Find("shopify", "admin_2026-07.schema.graphql.gz"))
        {
            await using var packed = new GZipStream(File.OpenRead(file), CompressionMode.Decompress);
            using var reader = new StreamReader(packed, Encoding.UTF8);
            schemas.Add(await reader.ReadToEndAsync());
        }

        Assert.Empty(await FaultsAsync([.. schemas]));
    }

    [Fact]
    public void Every_file_of_a_document_is_sent_somewhere()
    {
        var folder = Path.Combine(RepositoryRoot.Find(), "functions", "Dropship.Connectors", "Stores", "Shopify", "Documents");
        var sent = string.Concat(ShopifyDocument.All.Select(document => document.Text));

        Assert.All(
            Directory.GetFiles(folder, "*.graphql"),
            file => Assert.Contains(File.ReadAllText(file), sent, StringComparison.Ordinal)
        );
    }

    private static async Task<IReadOnlyList<string>> FaultsAsync(params string[] schemas)
    {
        var packages = await NodePackages.EnsureInstalledAsync(null, CancellationToken.None);
        var folder = Directory.CreateTempSubdirectory("dropship-graphql-");
        try
        {
            var script = Path.Combine(folder.FullName, "validate.js");
            var input = Path.Combine(folder.FullName, "input.json");
            await File.WriteAllTextAsync(script, Script);
            await File.WriteAllTextAsync(
                input,
                JsonSerializer.Serialize(new { schemas, documents = ShopifyDocument.All.ToDictionary(d => d.Name, d => d.Text) })
            );
            await using var process = ChildProcess.Start("node", "node", [script, Path.Combine(packages.Modules, "graphql"), input]);
            await process.Exited.WaitAsync(TimeSpan.FromMinutes(1));
            Assert.True(process.ExitCode == 0, process.Output);
            return JsonSerializer.Deserialize<string[]>(process.Output.Trim().Split('\n')[^1])!;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}

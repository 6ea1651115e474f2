using System.Globalization;
using System.Text.Json;
using GraphQL;
using GraphQL.Execution;
using GraphQL.Instrumentation;
using GraphQL.Types;
using GraphQL.Validation;
using GraphQL.Validation.Rules;
using GraphQLParser.AST;

namespace Dropship.Sandbox.GraphQL;

/// <summary>Checks and runs queries over a declared schema whose objects are <see cref="GraphNode"/>s.</summary>
internal sealed class GraphEngine
{
    private static readonly IReadOnlyList<IValidationRule> s_rules =
    [
        .. DocumentValidator.CoreRules.Where(rule => rule is not VariablesInAllowedPosition),
        new GraphVariableTypes(),
    ];

    private readonly DocumentValidator _validator = new();
    private readonly DocumentExecuter _executer = new();
    private readonly Schema _schema;

    /// <param name="definition">The schema in the schema definition language.</param>
    public GraphEngine(string definition)
    {
        _schema = Schema.For(definition);
        _schema.RegisterType(new GraphScalar("CountryCode"));
        _schema.RegisterType(new GraphScalar("CurrencyCode"));
        _schema.RegisterType(new GraphScalar("Decimal"));
        _schema.RegisterType(new GraphScalar("UnsignedInt64"));
        _schema.RegisterType(
            new GraphScalar(
                "DateTime",
                text => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _)
            )
        );
        _schema.RegisterType(new GraphScalar("URL", text => Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Host.Length > 0));
        _schema.Initialize();
        var resolver = new GraphNodeResolver();
        foreach (
            var field in _schema
                .AllTypes.OfType<IObjectGraphType>()
                .Where(type => !type.Name.StartsWith("__", StringComparison.Ordinal))
                .SelectMany(type => type.Fields)
        )
        {
            field.Resolver = resolver;
        }
    }

    public async Task<GraphCheck> CheckAsync(GraphRequest request, CancellationToken cancellationToken)
    {
        if (request.Operation is not { } operation)
        {
            return new GraphCheck([GraphErrors.Json("An operation name is required")], 0, false);
        }

        var places = new GraphPlaces();
        var result = await _validator.ValidateAsync(
            new ValidationOptions
            {
                Schema = _schema,
                Document = request.Document!,
                Operation = operation,
                Rules = [.. s_rules, places],
                Variables = request.Variables,
                Extensions = Inputs.Empty,
                UserContext = new Dictionary<string, object?>(StringComparer.Ordinal),
                Metrics = Metrics.None,
                CancellationToken = cancellationToken,
            }
        );
        var errors = GraphErrors.Tell(result.Errors, request, places);
        var isMutation = operation.Operation == OperationType.Mutation;
        var cost = errors.Count > 0 ? 0 : new GraphCost(_schema, request.Document!, result.ArgumentValues).Requested(operation);
        return new GraphCheck(errors, cost, isMutation);
    }

    /// <summary>Runs a query that was checked.</summary>
    public GraphAnswer Run(GraphRequest request, GraphNode root)
    {
        var running = _executer.ExecuteAsync(
            new ExecutionOptions
            {
                Schema = _schema,
                Document = request.Document,
                OperationName = request.OperationName,
                Variables = request.Variables,
                Root = root,
                ValidationRules = [],
                ThrowOnUnhandledException = true,
            }
        );

        // No field waits for anything, and the caller holds a lock.
        var result = running.GetAwaiter().GetResult();
        var data = (result.Data as ExecutionNode)?.ToValue();
        return new GraphAnswer(JsonSerializer.SerializeToNode(data), [.. (result.Errors ?? []).Select(GraphErrors.Json)]);
    }
}

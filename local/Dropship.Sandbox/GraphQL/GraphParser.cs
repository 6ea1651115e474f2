using System.Globalization;

namespace Dropship.Sandbox.GraphQL;

/// <summary>Reads executable documents and schemas.</summary>
internal sealed class GraphParser
{
    private readonly List<GraphToken> _tokens;
    private int _next;

    private GraphParser(string source) => _tokens = GraphLexer.Read(source);

    private GraphToken Current => _tokens[_next];

    private GraphPosition At => new(Current.Line, Current.Column);

    /// <exception cref="GraphSyntaxException">It is not an executable GraphQL document.</exception>
    public static GraphDocument ParseDocument(string source)
    {
        var parser = new GraphParser(source);
        var operations = new List<GraphOperation>();
        var fragments = new Dictionary<string, GraphFragment>(StringComparer.Ordinal);
        while (parser.Current.Kind != GraphTokenKind.End)
        {
            if (parser.Current is { Kind: GraphTokenKind.Name, Text: "fragment" })
            {
                var fragment = parser.Fragment();
                fragments[fragment.Name] = fragment;
            }
            else
            {
                operations.Add(parser.Operation());
            }
        }

        return operations.Count > 0 ? new GraphDocument(operations, fragments) : throw parser.Unexpected();
    }

    /// <exception cref="GraphSyntaxException">It is not a GraphQL schema.</exception>
    public static GraphSchema ParseSchema(string source)
    {
        var parser = new GraphParser(source);
        var types = ((string[])["Boolean", "Float", "ID", "Int", "String"]).ToDictionary(
            name => name,
            name => new GraphType(name, "scalar", new Dictionary<string, GraphFieldDefinition>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal)),
            StringComparer.Ordinal);
        while (parser.Current.Kind != GraphTokenKind.End)
        {
            parser.SkipDescription();
            var kind = parser.Name();
            if (kind == "schema")
            {
                parser.SkipBraces();
                continue;
            }

            var type = parser.TypeDefinition(kind);
            types.Add(type.Name, type);
        }

        return new GraphSchema(types);
    }

    private GraphType TypeDefinition(string kind)
    {
        var name = Name();
        if (Current is { Kind: GraphTokenKind.Name, Text: "implements" })
        {
            _next++;
            while (!Is("{"))
            {
                _next++;
            }
        }

        Directives();
        var fields = new Dictionary<string, GraphFieldDefinition>(StringComparer.Ordinal);
        var members = new HashSet<string>(StringComparer.Ordinal);
        switch (kind)
        {
            case "scalar":
                break;
            case "enum":
                Expect("{");
                while (!Accept("}"))
                {
                    SkipDescription();
                    members.Add(Name());
                    Directives();
                }

                break;
            case "union":
                Expect("=");
                do
                {
                    members.Add(Name());
                }
                while (Accept("|"));

                break;
            case "type" or "interface" or "input":
                Expect("{");
                while (!Accept("}"))
                {
                    SkipDescription();
                    var field = FieldDefinition();
                    fields.Add(field.Name, field);
                }

                break;
            default:
                throw Unexpected();
        }

        return new GraphType(name, kind, fields, members);
    }

    private GraphFieldDefinition FieldDefinition()
    {
        var name = Name();
        var arguments = new Dictionary<string, GraphFieldDefinition>(StringComparer.Ordinal);
        if (Accept("("))
        {
            while (!Accept(")"))
            {
                SkipDescription();
                var argument = FieldDefinition();
                arguments.Add(argument.Name, argument);
            }
        }

        Expect(":");
        var type = TypeRef();
        var fallback = Accept("=") ? Value() : null;
        Directives();
        return new GraphFieldDefinition(name, type, arguments, fallback);
    }

    private GraphOperation Operation()
    {
        var at = At;
        if (Is("{"))
        {
            return new GraphOperation("query", null, [], Selections(), at);
        }

        if (Current is not { Kind: GraphTokenKind.Name, Text: "query" or "mutation" })
        {
            throw Unexpected();
        }

        var kind = Name();
        var name = Current.Kind == GraphTokenKind.Name ? Name() : null;
        var variables = new List<GraphVariable>();
        if (Accept("("))
        {
            while (!Accept(")"))
            {
                var variableAt = At;
                Expect("$");
                var variable = Name();
                Expect(":");
                var type = TypeRef();
                var fallback = Accept("=") ? Value() : null;
                Directives();
                variables.Add(new GraphVariable(variable, type, fallback, variableAt));
            }
        }

        Directives();
        return new GraphOperation(kind, name, variables, Selections(), at);
    }

    private GraphFragment Fragment()
    {
        var at = At;
        _next++;
        var name = Name();
        if (Name() != "on")
        {
            throw Unexpected();
        }

        var type = Name();
        Directives();
        return new GraphFragment(name, type, Selections(), at);
    }

    private List<GraphSelection> Selections()
    {
        Expect("{");
        var selections = new List<GraphSelection>();
        while (!Accept("}"))
        {
            selections.Add(Selection());
        }

        return selections.Count > 0 ? selections : throw Unexpected();
    }

    private GraphSelection Selection()
    {
        var at = At;
        if (Accept("..."))
        {
            if (Current.Kind == GraphTokenKind.Name && Current.Text != "on")
            {
                return new GraphSpread(Name(), Directives(), at);
            }

            var onType = Current is { Kind: GraphTokenKind.Name, Text: "on" } ? NameAfterOn() : null;
            var inlineDirectives = Directives();
            return new GraphInline(onType, Selections(), inlineDirectives, at);
        }

        var name = Name();
        string? alias = null;
        if (Accept(":"))
        {
            alias = name;
            name = Name();
        }

        var arguments = Arguments();
        var directives = Directives();
        return new GraphField(alias, name, arguments, Is("{") ? Selections() : [], directives, at);
    }

    private string NameAfterOn()
    {
        _next++;
        return Name();
    }

    private Dictionary<string, GraphValue> Arguments()
    {
        var arguments = new Dictionary<string, GraphValue>(StringComparer.Ordinal);
        if (Accept("("))
        {
            while (!Accept(")"))
            {
                var name = Name();
                Expect(":");
                arguments[name] = Value();
            }
        }

        return arguments;
    }

    private List<GraphDirective> Directives()
    {
        var directives = new List<GraphDirective>();
        while (Accept("@"))
        {
            directives.Add(new GraphDirective(Name(), Arguments()));
        }

        return directives;
    }

    private GraphTypeRef TypeRef()
    {
        GraphTypeRef type;
        if (Accept("["))
        {
            type = new GraphTypeRef(null, TypeRef(), false);
            Expect("]");
        }
        else
        {
            type = new GraphTypeRef(Name(), null, false);
        }

        return Accept("!") ? type with { NonNull = true } : type;
    }

    private GraphValue Value()
    {
        var token = Current;
        if (Accept("$"))
        {
            return new GraphVariableUse(Name(), new GraphPosition(token.Line, token.Column));
        }

        if (Accept("["))
        {
            var items = new List<GraphValue>();
            while (!Accept("]"))
            {
                items.Add(Value());
            }

            return new GraphList(items);
        }

        if (Accept("{"))
        {
            var fields = new Dictionary<string, GraphValue>(StringComparer.Ordinal);
            while (!Accept("}"))
            {
                var name = Name();
                Expect(":");
                fields[name] = Value();
            }

            return new GraphInputObject(fields);
        }

        _next++;
        return token.Kind switch
        {
            GraphTokenKind.String => new GraphScalar(token.Text),
            GraphTokenKind.Int when long.TryParse(token.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => new GraphScalar(number),
            GraphTokenKind.Float when double.TryParse(token.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => new GraphScalar(number),
            GraphTokenKind.Name => token.Text switch
            {
                "true" => new GraphScalar(true),
                "false" => new GraphScalar(false),
                "null" => new GraphScalar(null),
                _ => new GraphEnum(token.Text),
            },
            _ => throw Unexpected(token),
        };
    }

    private void SkipDescription()
    {
        if (Current.Kind == GraphTokenKind.String)
        {
            _next++;
        }
    }

    private void SkipBraces()
    {
        Expect("{");
        while (!Accept("}"))
        {
            _next++;
        }
    }

    private string Name()
    {
        var token = Current;
        if (token.Kind != GraphTokenKind.Name)
        {
            throw Unexpected();
        }

        _next++;
        return token.Text;
    }

    private bool Is(string punctuator) => Current.Kind == GraphTokenKind.Punctuator && Current.Text == punctuator;

    private bool Accept(string punctuator)
    {
        if (!Is(punctuator))
        {
            if (Current.Kind == GraphTokenKind.End && punctuator is ("}" or ")" or "]"))
            {
                throw Unexpected();
            }

            return false;
        }

        _next++;
        return true;
    }

    private void Expect(string punctuator)
    {
        if (!Accept(punctuator))
        {
            throw Unexpected();
        }
    }

    private GraphSyntaxException Unexpected() => Unexpected(Current);

    private static GraphSyntaxException Unexpected(GraphToken token) =>
        new($"syntax error, unexpected {token.Kind.ToString().ToUpperInvariant()} (\"{token.Text}\")", token.Line, token.Column);
}

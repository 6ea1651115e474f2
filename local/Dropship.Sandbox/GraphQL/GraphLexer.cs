using System.Globalization;
using System.Text;

namespace Dropship.Sandbox.GraphQL;

/// <summary>Cuts a GraphQL document, executable or schema, into tokens.</summary>
internal static class GraphLexer
{
    /// <exception cref="GraphSyntaxException">A character or string that GraphQL does not know.</exception>
    public static List<GraphToken> Read(string source)
    {
        var tokens = new List<GraphToken>();
        var position = 0;
        var line = 1;
        var lineStart = 0;
        while (true)
        {
            while (position < source.Length && (char.IsWhiteSpace(source[position]) || source[position] is ',' or '\uFEFF' or '#'))
            {
                if (source[position] == '#')
                {
                    while (position < source.Length && source[position] != '\n')
                    {
                        position++;
                    }

                    continue;
                }

                if (source[position] == '\n')
                {
                    line++;
                    lineStart = position + 1;
                }

                position++;
            }

            var column = position - lineStart + 1;
            if (position >= source.Length)
            {
                tokens.Add(new GraphToken(GraphTokenKind.End, "end of file", line, column));
                return tokens;
            }

            var start = position;
            var c = source[position];
            if (char.IsAsciiLetter(c) || c == '_')
            {
                while (position < source.Length && (char.IsAsciiLetterOrDigit(source[position]) || source[position] == '_'))
                {
                    position++;
                }

                tokens.Add(new GraphToken(GraphTokenKind.Name, source[start..position], line, column));
            }
            else if (char.IsAsciiDigit(c) || c == '-')
            {
                position++;
                while (position < source.Length && (char.IsAsciiDigit(source[position]) || source[position] is '.' or 'e' or 'E' or '+' or '-'))
                {
                    position++;
                }

                var text = source[start..position];
                tokens.Add(new GraphToken(text.AsSpan().ContainsAny('.', 'e', 'E') ? GraphTokenKind.Float : GraphTokenKind.Int, text, line, column));
            }
            else if (source.AsSpan(position).StartsWith("\"\"\""))
            {
                var end = source.IndexOf("\"\"\"", position + 3, StringComparison.Ordinal);
                if (end < 0)
                {
                    throw new GraphSyntaxException("Unterminated block string", line, column);
                }

                var text = source[(position + 3)..end];
                tokens.Add(new GraphToken(GraphTokenKind.String, text.Trim(), line, column));
                line += text.Count(ch => ch == '\n');
                var lastBreak = source.LastIndexOf('\n', end);
                lineStart = lastBreak >= 0 ? lastBreak + 1 : lineStart;
                position = end + 3;
            }
            else if (c == '"')
            {
                tokens.Add(new GraphToken(GraphTokenKind.String, ReadString(source, ref position, line, column), line, column));
            }
            else if (source.AsSpan(position).StartsWith("..."))
            {
                position += 3;
                tokens.Add(new GraphToken(GraphTokenKind.Punctuator, "...", line, column));
            }
            else if ("!$&()[]{}:=@|".Contains(c, StringComparison.Ordinal))
            {
                position++;
                tokens.Add(new GraphToken(GraphTokenKind.Punctuator, c.ToString(), line, column));
            }
            else
            {
                throw new GraphSyntaxException($"Expected NAME, actual: UNKNOWN_CHAR (\"{c}\")", line, column);
            }
        }
    }

    private static string ReadString(string source, ref int position, int line, int column)
    {
        var text = new StringBuilder();
        position++;
        while (position < source.Length && source[position] != '"')
        {
            var c = source[position];
            if (c == '\n')
            {
                break;
            }

            if (c != '\\')
            {
                text.Append(c);
                position++;
                continue;
            }

            var escaped = position + 1 < source.Length ? source[position + 1] : '\0';
            position += 2;
            if (escaped == 'u' && position + 4 <= source.Length
                && ushort.TryParse(source.AsSpan(position, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
            {
                text.Append((char)code);
                position += 4;
                continue;
            }

            text.Append(escaped switch
            {
                '"' or '\\' or '/' => escaped,
                'b' => '\b',
                'f' => '\f',
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                _ => throw new GraphSyntaxException("Bad escape in string", line, column),
            });
        }

        if (position >= source.Length || source[position] != '"')
        {
            throw new GraphSyntaxException("Unterminated string", line, column);
        }

        position++;
        return text.ToString();
    }
}

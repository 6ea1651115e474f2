namespace Dropship.Repository.Tests.Support;

/// <summary>A parsed Bicep file.</summary>
/// <param name="Path">From the folder <c>infra</c>, with '/'.</param>
/// <param name="Root">Its syntax tree.</param>
internal sealed record BicepFile(string Path, BicepNode Root)
{
    public IReadOnlyList<BicepDeclaration> Parameters => Of("parameter_declaration");

    public IReadOnlyList<BicepDeclaration> Variables => Of("variable_declaration");

    public IReadOnlyList<BicepDeclaration> Outputs => Of("output_declaration");

    public IReadOnlyList<BicepDeclaration> Modules => Of("module_declaration");

    /// <summary>The resources, those inside of others too.</summary>
    public IReadOnlyList<BicepDeclaration> Resources => [.. Root.All.Where(node => node.Type == "resource_declaration").Select(node => new BicepDeclaration(node.Children[0].Text, node, []))];

    /// <summary>The resources that stand for themselves.</summary>
    public IReadOnlyList<BicepDeclaration> TopResources => Of("resource_declaration");

    public string Text => Root.Text;

    private List<BicepDeclaration> Of(string type)
    {
        var found = new List<BicepDeclaration>();
        IReadOnlyList<string> decorators = [];
        foreach (var child in Root.Children)
        {
            if (child.Type == type)
            {
                found.Add(new BicepDeclaration(child.Children[0].Text, child, decorators));
            }

            decorators = child.Type == "decorators" ? [.. child.Children.Select(decorator => decorator.Text.TrimStart('@'))] : child.Type == "comment" ? decorators : [];
        }

        return found;
    }
}

namespace ModelOpsLab.Notebooks.Editing;

/// <summary>
/// One proposal. <paramref name="Text"/> is what is inserted; <paramref name="Kind"/> one of variable, parameter, field, property, event, method, class, struct,
/// interface, enum, enumMember, delegate, typeParameter, namespace, keyword, directive, file, folder; <paramref name="Signature"/> its declaration on one line, empty for words.
/// </summary>
public sealed record CompletionItem(string Text, string Kind, string Signature);

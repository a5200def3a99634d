namespace ModelOpsLab.Audit;

/// <summary>The <c>README.txt</c> of a bundle: what is in it and how a stranger checks it with tools that every machine has.</summary>
static class BundleText
{
    /// <summary>The text.</summary>
    /// <param name="model">The model whose events it holds; null for all.</param>
    /// <param name="isSigned">Whether there is a signed checkpoint.</param>
    public static string Of(string? model, bool isSigned) => ($$$"""
        What happened to {{{(model is null ? "the models of a workspace" : "the model " + model)}}}, as recorded, with what is needed to check it.

        events.jsonl      {{{(model is null ? "every event" : "the events of this model")}}}, one a line, byte for byte as it was hashed
        leaves.txt        the hash of every event of the ledger, one a line: line 5 is event 5
        {{{(model is null ? "" : "proofs.jsonl      for each event the hashes from it to the root (RFC 6962, section 2.1.1)\n")}}}checkpoint.txt    the newest signed state: whose it is, number of events, root of the tree
        checkpoints.jsonl every signed state since the first
        keys.txt          the public keys that signed: name+id+key
        state/            the tables that the program answers from, to compare with the events
        workspace/        modelops.json and the data it names
        notebooks/        executed notebooks
        environment.json  what the bundle was made with
        blobs/            what events name as blob:sha256:..., each under its own SHA-256
        manifest.json     all of this as a list, and what was left out, with hashes and reasons
        SHA256SUMS        the hash of each file

        Check it with the program:    modelops audit check THIS.zip
        Or by hand, in an empty folder, with bash, sha256sum and openssl:

        # 1. Each file is the one that is listed.
        sha256sum --check --quiet SHA256SUMS

        # 2. Each blob has the hash that is its name.
        for blob in blobs/*; do [ -e "$blob" ] && echo "${blob#blobs/}  $blob"; done | sha256sum --check --quiet
        {{{(isSigned ? """

        # 3. The state is signed: the key is the line of keys.txt whose name stands in the signature.
        head -n 3 checkpoint.txt > text
        sed -n 5p checkpoint.txt | cut -d ' ' -f 3 | base64 -d | tail -c +5 > signature
        tail -n 1 keys.txt | cut -d + -f 3- | base64 -d | tail -c +2 > key.der
        openssl dgst -sha256 -keyform DER -verify key.der -signature signature text

        # 4. The root of the tree over all hashes is the one that was signed: both are printed.
        mapfile -t level < leaves.txt
        while [ ${#level[@]} -gt 1 ]; do
          next=()
          for ((i = 0; i < ${#level[@]}; i += 2)); do
            if ((i + 1 < ${#level[@]})); then
              next+=("$(printf "\x01$(sed 's/../\\x&/g' <<< "${level[i]}${level[i+1]}")" | sha256sum | cut -c -64)")
            else next+=("${level[i]}"); fi
          done
          level=("${next[@]}")
        done
        echo "${level[0]}"
        sed -n 3p checkpoint.txt | base64 -d | od -An -v -tx1 | tr -d ' \n'; echo

        """ : """

        # 3. and 4.: nothing was signed, so nothing but these sums holds the bundle together.

        """)}}}
        # 5. The hash of each event stands in leaves.txt, on the line of its number ("seq").
        while IFS= read -r event; do
          seq="${event##*\"seq\":}"; seq="${seq%\}}"
          hash="$( (printf '\000'; printf %s "$event") | sha256sum | cut -c -64)"
          [ "$hash" = "$(sed -n "${seq}p" leaves.txt)" ] || echo "event $seq does not hold"
        done < events.jsonl

        What this proves: that these events were recorded in this order and not changed since the newest checkpoint that
        you hold from another source. If you hold none, whoever owns the ledger and its key could have written all of it
        yesterday: ask for a checkpoint that was kept elsewhere, and compare the key in keys.txt with one you got another way.
        Notebooks, environment.json, modelops.json and data are bound by SHA256SUMS only; what speaks for a notebook is that
        its outputs come out again: modelops audit check THIS.zip --run. That runs its code: do it where you trust who made it.

        """).ReplaceLineEndings("\n");
}

namespace ModelOpsLab.Notebooks;
static class Placeholder;

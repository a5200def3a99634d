namespace ModelOpsLab;
static class Placeholder;

package dev.marina.agent.eviction;

/// What a node may run short of, with kubelet's words for both cases. pkg/kubelet/nodestatus/setters.go
public enum Pressure {
    MEMORY("MemoryPressure", "KubeletHasInsufficientMemory", "kubelet has insufficient memory available", "KubeletHasSufficientMemory",
            "kubelet has sufficient memory available"),
    DISK("DiskPressure", "KubeletHasDiskPressure", "kubelet has disk pressure",
            "KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
    PID("PIDPressure", "KubeletHasInsufficientPID",
            "kubelet has insufficient PID available", "KubeletHasSufficientPID", "kubelet has sufficient PID available");

    private final String condition;
    private final String reasonOfTrouble;
    private final String trouble;
    private final String reasonOfRest;
    private final String rest;

    Pressure(String condition, String reasonOfTrouble, String trouble, String reasonOfRest, String rest) {
        this.condition = condition;
        this.reasonOfTrouble = reasonOfTrouble;
        this.trouble = trouble;
        this.reasonOfRest = reasonOfRest;
        this.rest = rest;
    }

    public String condition() {
        return condition;
    }

    public String reasonOfTrouble() {
        return reasonOfTrouble;
    }

    public String trouble() {
        return trouble;
    }

    public String reasonOfRest() {
        return reasonOfRest;
    }

    public String rest() {
        return rest;
    }
}

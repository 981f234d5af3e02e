package dev.marina.tenancy.tenant;

import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/// What a new tenant may use.
@Entity
@Table(name = "plan")
public class Plan {

    public static final String DEFAULT = "default";

    @Id
    private String name;

    @Embedded
    private Limits limits;

    protected Plan() {}

    public Plan(String name, Limits limits) {
        this.name = name;
        this.limits = limits;
    }

    public String name() {
        return name;
    }

    public Limits limits() {
        return limits;
    }
}

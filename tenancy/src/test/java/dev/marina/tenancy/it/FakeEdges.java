package dev.marina.tenancy.it;

import dev.marina.tenancy.identity.FakeIdentities;
import dev.marina.tenancy.identity.Identities;
import dev.marina.tenancy.management.FakeBackups;
import dev.marina.tenancy.management.FakeExams;
import dev.marina.tenancy.management.FakeLabs;
import dev.marina.tenancy.management.FakeManagementCluster;
import dev.marina.tenancy.management.ManagementBackups;
import dev.marina.tenancy.management.ManagementCluster;
import dev.marina.tenancy.management.ManagementExams;
import dev.marina.tenancy.management.ManagementLabs;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/// In the server under test, Keycloak's admin side and the management cluster are in memory.
@ApplicationScoped
@Alternative
@Priority(1)
public class FakeEdges {

    @Produces
    @Singleton
    @Alternative
    @Priority(1)
    Identities identities() {
        return new FakeIdentities();
    }

    @Produces
    @Singleton
    @Alternative
    @Priority(1)
    ManagementCluster management() {
        return new FakeManagementCluster();
    }

    @Produces
    @Singleton
    @Alternative
    @Priority(1)
    ManagementBackups backups() {
        return new FakeBackups();
    }

    @Produces
    @Singleton
    @Alternative
    @Priority(1)
    ManagementLabs labs() {
        return new FakeLabs();
    }

    @Produces
    @Singleton
    @Alternative
    @Priority(1)
    ManagementExams exams() {
        return new FakeExams();
    }
}

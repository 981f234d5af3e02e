package dev.marina.tenancy.rest;

import dev.marina.tenancy.cluster.Clusters;
import dev.marina.tenancy.identity.Identities;
import dev.marina.tenancy.identity.KeycloakIdentities;
import dev.marina.tenancy.identity.PasswordGrant;
import dev.marina.tenancy.management.KubernetesManagementCluster;
import dev.marina.tenancy.management.ManagementCluster;
import dev.marina.tenancy.member.JpaMemberRecords;
import dev.marina.tenancy.member.Memberships;
import dev.marina.tenancy.member.Publishing;
import dev.marina.tenancy.settings.Settings;
import dev.marina.tenancy.signup.JpaSignupJournal;
import dev.marina.tenancy.signup.JpaTenantRecords;
import dev.marina.tenancy.signup.Signup;
import dev.marina.tenancy.signup.SignupRate;
import dev.marina.tenancy.signup.StepRunner;
import dev.marina.tenancy.tenant.Tenants;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.slf4j.LoggerFactory;

/// How the parts are put together; everything that is not an entity, a repository or a resource is made here.
@ApplicationScoped
public class Wiring {

    @Produces
    @Singleton
    Settings settings() {
        Settings settings = Settings.from(System.getenv());
        LoggerFactory.getLogger(Wiring.class).atInfo().addKeyValue("settings", settings).log("tenancy configured");
        return settings;
    }

    @Produces
    @Singleton
    Identities identities(Settings settings) {
        return new KeycloakIdentities(settings);
    }

    void close(@Disposes Identities identities) throws Exception {
        if (identities instanceof AutoCloseable open) {
            open.close();
        }
    }

    @Produces
    @Singleton
    ManagementCluster management(Settings settings) {
        return new KubernetesManagementCluster(settings.kubeconfig());
    }

    void close(@Disposes ManagementCluster management) throws Exception {
        if (management instanceof AutoCloseable open) {
            open.close();
        }
    }

    @Produces
    @Singleton
    PasswordGrant passwordGrant(Settings settings) {
        return new PasswordGrant(settings);
    }

    @Produces
    @Singleton
    Signup signup(JpaSignupJournal journal, Tenants tenants, Identities identities, ManagementCluster management) {
        return new Signup(journal, new JpaTenantRecords(tenants, Clock.systemUTC()), identities, management, StepRunner.PLAIN);
    }

    @Produces
    @Singleton
    SignupRate signupRate(Settings settings) {
        return new SignupRate(settings.signupsPerMinute(), Clock.systemUTC());
    }

    @Produces
    @Singleton
    Publishing publishing(Tenants tenants, Identities identities, ManagementCluster management) {
        return new Publishing(new JpaMemberRecords(tenants), identities, management);
    }

    @Produces
    @Singleton
    Memberships memberships(Tenants tenants, Identities identities, Publishing publishing) {
        return new Memberships(tenants, identities, publishing, Clock.systemUTC());
    }

    @Produces
    @Singleton
    Clusters clusters(Settings settings, Tenants tenants, ManagementCluster management) {
        return new Clusters(tenants, management, settings.userCertificateLife());
    }
}

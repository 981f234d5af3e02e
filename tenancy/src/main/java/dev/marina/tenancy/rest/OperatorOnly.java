package dev.marina.tenancy.rest;

import jakarta.ws.rs.NameBinding;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/// What only who runs the installation may do. Asked before anything of the body is read.
@NameBinding
@Retention(RetentionPolicy.RUNTIME)
@interface OperatorOnly {}

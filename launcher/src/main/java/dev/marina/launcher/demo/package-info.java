/// `up --demo`: signs a tenant up as a person would, and deploys the first worked example as kubectl would.
package dev.marina.launcher.demo;

"""Starts ministack joined to the moto server that holds the network.

Three calls of ministack 1.5.33 break when EC2 is served by another emulator or when there is a read replica:

* CreateDBSubnetGroup and CreateDBProxy look subnets up in ministack's own EC2. Here a subnet that it does not know is
  looked up in moto, whose address is in MOTO_ENDPOINT, with the account and the region of the request.
* DescribeDBInstances ignores the filter `dbi-resource-id`, by which Terraform waits for a deleted instance. As long as
  the primary is there, the wait for its replica never ends. Here the filter is honoured.
* CreateDBInstanceReadReplica copies the Availability Zone, the standby and the backups of the primary, whatever is asked
  for, so that Terraform would replace the replica. Here a replica has its own, and no backups unless asked for.

Everything else is ministack as published.
"""
import os

import boto3
from botocore.exceptions import ClientError
from ministack.app import main
from ministack.core.responses import AccountRegionScopedDict, get_account_id, get_region
from ministack.services import ec2, rds


class JoinedSubnets(AccountRegionScopedDict):
    """The subnets of ministack, then those of moto."""

    def get(self, key, default=None):
        return super().get(key) or self._subnet_in_moto(key) or default

    @staticmethod
    def _subnet_in_moto(subnet_id):
        client = boto3.client(
            "ec2",
            endpoint_url=os.environ["MOTO_ENDPOINT"],
            region_name=get_region(),
            aws_access_key_id=get_account_id(),
            aws_secret_access_key="local",
        )
        try:
            return client.describe_subnets(SubnetIds=[subnet_id])["Subnets"][0]
        except ClientError:
            return None


def join_subnets():
    joined = JoinedSubnets()
    joined._data.update(ec2._subnets._data)
    ec2._subnets = joined


def honour_resource_id_filter():
    without_resource_id = rds._apply_instance_filters

    def apply(instances, filters):
        kept = without_resource_id(instances, filters)
        wanted = filters.get("dbi-resource-id")
        return kept if wanted is None else [instance for instance in kept if instance["DbiResourceId"] in wanted]

    rds._apply_instance_filters = apply


def keep_settings_of_replicas():
    create = rds._ACTION_MAP["CreateDBInstanceReadReplica"]

    def create_with_own_settings(request):
        response = create(request)
        replica = rds._instances.get(rds._p(request, "DBInstanceIdentifier"))
        if replica is not None:
            replica["AvailabilityZone"] = rds._p(request, "AvailabilityZone") or replica["AvailabilityZone"]
            replica["MultiAZ"] = rds._p(request, "MultiAZ") == "true"
            replica["BackupRetentionPeriod"] = int(rds._p(request, "BackupRetentionPeriod") or 0)
        return response

    rds._ACTION_MAP["CreateDBInstanceReadReplica"] = create_with_own_settings


if __name__ == "__main__":
    join_subnets()
    honour_resource_id_filter()
    keep_settings_of_replicas()
    main()
